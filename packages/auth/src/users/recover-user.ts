/** The way back in for an installation that nobody can administrate any more; for the operator on the host. */
import {
  deleteSecondFactor,
  listIdentitiesByUser,
  lockUserByUsername,
  lockUserPasswordById,
  type Trx,
  updateUserReactivated,
  updateUserScopes,
  type UserRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { type Announce, commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { removeIdentity } from '../identities/unlink-identity.ts';
import { allScopes } from '../scopes/catalogue.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';
import { hashPassword } from './password-hash.ts';
import {
  checkNewPassword,
  defaultPasswordPolicy,
  isTemporaryUnder,
  type PasswordPolicy,
} from './password-policy.ts';
import { setPassword } from './set-password.ts';

/** Who shall be an administrator again, with which password. */
export interface Recovery {
  readonly username: string;
  readonly password: string;
}

/**
 * Makes a user an administrator who can log in: active, with every scope, this password and no second factor; their
 * sessions and tokens end and their identities at login providers are unlinked, since nobody knows whose they were. Throws `user_not_found`, `invalid_request`, and `scope_missing`
 * for everybody but the program itself.
 */
export const recoverUser = async (
  ctx: Context,
  { username, password }: Recovery,
  policy: PasswordPolicy = defaultPasswordPolicy,
): Promise<void> => {
  if (ctx.principal.kind !== 'system')
    throw fault('scope_missing', { detail: 'Users are recovered on the host.' });
  await checkNewPassword(password, policy);
  const hash = await hashPassword(password, ctx.address);
  await commitChange(ctx, async (trx, announce) => {
    const row = await lockUserByUsername(trx, username);
    if (row === undefined) throw fault('user_not_found');
    await recover(trx, ctx, { row, hash, policy, announce });
  });
};

const recover = async (
  trx: Trx,
  ctx: Context,
  recovery: {
    readonly row: UserRow;
    readonly hash: string;
    readonly policy: PasswordPolicy;
    readonly announce: Announce;
  },
): Promise<void> => {
  const { row, hash, policy, announce } = recovery;
  const scopes = listScopes(scopeSet(allScopes));
  await updateUserReactivated(trx, row.id);
  await updateUserScopes(trx, row.id, scopes);
  const hadSecondFactor = await deleteSecondFactor(trx, row.id);
  await recordAudit(trx, ctx, {
    action: 'user.recovered',
    targetKind: 'user',
    targetId: row.id,
    before: {
      scopes: listScopes(scopeSet(row.scopes)),
      deactivatedAt: row.deactivated_at,
      hadSecondFactor,
    },
    after: { scopes },
  });
  for (const { provider } of await listIdentitiesByUser(trx, row.id))
    await removeIdentity(trx, ctx, { userId: row.id, provider, announce });
  const present = await lockUserPasswordById(trx, row.id);
  await setPassword(trx, ctx, {
    userId: row.id,
    hash,
    presentHash: present?.password_hash ?? null,
    action: 'user.password_reset',
    policy,
    isTemporary: isTemporaryUnder(policy),
    ends: 'sessions and tokens',
    keptSessionId: null,
    announce,
  });
};
