/** Linking an identity to the account of somebody who is logged in. */
import {
  findIdentityByKey,
  insertIdentity,
  isUniqueViolation,
  listIdentitiesByUser,
  lockTokenById,
  lockUserPasswordById,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { identityKeyConstraint, type VouchedPerson } from './identity.ts';
import { alignProviderRoles, beginWithdrawal } from './provider-roles.ts';

/** The session in which somebody began to link. */
export interface LinkingSession {
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * Links the identity to the account in whose session the linking began, and gives the roles of the provider’s groups.
 * Linking what is linked already changes nothing. Throws `credentials_invalid` when the session has ended meanwhile,
 * `account_has_password` where the provider could not log the account in, `identity_taken` and `identity_already_linked`.
 */
export const linkIdentity = async (
  surroundings: Omit<Context, 'principal'>,
  session: LinkingSession,
  person: VouchedPerson,
): Promise<void> => {
  try {
    await commitChange(surroundings, async (trx, announce) => {
      const { policy, identity } = person;
      const holder = { userId: session.userId, policy, groups: identity.groups };
      const withdraws = await beginWithdrawal(trx, holder);
      const user = await lockUserPasswordById(trx, session.userId);
      if (user === undefined) throw fault('credentials_invalid');
      const ctx = await contextOfSession(trx, surroundings, session);
      if (user.password_hash !== null && !policy.admitsPasswordAccounts)
        throw fault('account_has_password');
      await link(trx, ctx, { ...person, ...session });
      if (await alignProviderRoles(trx, ctx, { ...holder, withdraws }))
        announce({ kind: 'user', userId: session.userId });
    });
  } catch (error) {
    if (isUniqueViolation(error, identityKeyConstraint)) throw fault('identity_taken');
    throw error;
  }
};

/** The context of the user, as the audit names them; their rights count for nothing here. */
const contextOfSession = async (
  trx: Trx,
  surroundings: Omit<Context, 'principal'>,
  { userId, sessionId }: LinkingSession,
): Promise<Context> => {
  const session = await lockTokenById(trx, sessionId);
  const now = surroundings.clock.now();
  const isLive =
    session !== undefined &&
    session.kind === 'ses' &&
    session.owner_id === userId &&
    session.revoked_at === null &&
    session.disabled_at === null &&
    session.expires_at !== null &&
    session.expires_at > now;
  if (!isLive) throw fault('credentials_invalid');
  return {
    ...surroundings,
    principal: {
      kind: 'user',
      userId,
      username: session.owner,
      scopes: new Set(),
      grants: [],
      credential: { kind: 'session', tokenId: sessionId },
    },
  };
};

const link = async (
  trx: Trx,
  ctx: Context,
  { policy, identity, userId }: VouchedPerson & LinkingSession,
): Promise<void> => {
  const { provider, issuer } = policy;
  const { subject, login } = identity;
  const owner = await findIdentityByKey(trx, { provider, subject });
  if (owner?.user_id === userId && owner.issuer === issuer) return;
  if (owner !== undefined) throw fault('identity_taken');
  const present = await listIdentitiesByUser(trx, userId);
  if (present.some((other) => other.provider === provider)) throw fault('identity_already_linked');
  const linked = { user_id: userId, linked_at: ctx.clock.now(), last_login_at: null };
  await insertIdentity(trx, { provider, subject, issuer, login, ...linked });
  await recordAudit(trx, ctx, {
    action: 'identity.linked',
    targetKind: 'user',
    targetId: userId,
    after: { provider, subject, login },
  });
};
