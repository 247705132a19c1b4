/** Logging in with an identity that a provider vouches for. */
import {
  findIdentityByKey,
  type IdentityAccountRow,
  isUniqueViolation,
  lockIdentityAccountByKey,
  type Trx,
  updateIdentityLogin,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { beginSession, type StartedSession } from '../sessions/begin-session.ts';
import type { TokenKeys } from '../tokens/token-keys.ts';
import { type Account, createAccount } from './create-account.ts';
import { identityKeyConstraint, type ProviderPolicy, type VouchedPerson } from './identity.ts';
import { alignProviderRoles, beginWithdrawal } from './provider-roles.ts';

/**
 * Starts a session for the account of the identity, which is found by provider and subject alone: never by a login or an
 * e-mail address, which others may get after their owner. The roles that the provider’s groups give are brought up to
 * date before, but for those that the last administrator needs. Somebody without an account gets a new one where the policy
 * says so. Throws `identity_unknown`, `identity_issuer_changed`, `account_deactivated`, `account_has_password`, and
 * `committed_unconfirmed` when other sessions may have the rights from before for a moment.
 */
export const loginWithIdentity = async (
  surroundings: Omit<Context, 'principal'>,
  keys: TokenKeys,
  person: VouchedPerson,
): Promise<StartedSession> => {
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'login' } };
  try {
    return await logIn(ctx, keys, person);
  } catch (error) {
    // The same person came twice at once, and the other login created the account.
    if (isUniqueViolation(error, identityKeyConstraint)) return logIn(ctx, keys, person);
    throw error;
  }
};

const logIn = (ctx: Context, keys: TokenKeys, person: VouchedPerson): Promise<StartedSession> =>
  commitChange(ctx, async (trx, announce) => {
    const { policy, identity } = person;
    const { provider } = policy;
    const { login, groups } = identity;
    const known = await findIdentityByKey(trx, { provider, subject: identity.subject });
    const withdraws =
      known !== undefined &&
      (await beginWithdrawal(trx, { userId: known.user_id, policy, groups }));
    const user = await openAccount(trx, ctx, person);
    const key = { provider, subject: identity.subject, userId: user.id };
    // Unlinked while this login waited for the account.
    if (!(await updateIdentityLogin(trx, key, { login, at: ctx.clock.now() })))
      throw fault('identity_unknown');
    const holder = { userId: user.id, policy, groups, withdraws };
    if (await alignProviderRoles(trx, ctx, holder)) announce({ kind: 'user', userId: user.id });
    return beginSession(trx, ctx, { keys, user, evidence: { provider, login } });
  });

const openAccount = async (trx: Trx, ctx: Context, person: VouchedPerson): Promise<Account> => {
  const { policy, identity } = person;
  const key = { provider: policy.provider, subject: identity.subject };
  const row = await lockIdentityAccountByKey(trx, key);
  if (row !== undefined) return checkAccount(row, policy);
  if (policy.newcomers === null) throw fault('identity_unknown');
  return createAccount(trx, ctx, { ...person, rights: policy.newcomers });
};

const checkAccount = (row: IdentityAccountRow, policy: ProviderPolicy): Account => {
  if (row.issuer !== policy.issuer) throw fault('identity_issuer_changed');
  if (row.deactivated_at !== null) throw fault('account_deactivated');
  if (row.has_password && !policy.admitsPasswordAccounts) throw fault('account_has_password');
  return { id: row.user_id, username: row.username };
};
