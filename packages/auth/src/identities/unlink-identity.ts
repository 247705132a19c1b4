/** Unlinking an identity from its account. */
import {
  deleteIdentityByUser,
  deleteProviderRoles,
  listIdentitiesByUser,
  listProviderRolesByUser,
  lockUserByUsername,
  lockUserPasswordById,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { recordAudit } from '../audit/record-audit.ts';
import { type Announce, commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { requireUnlimited } from '../rights.ts';
import { requireFreshSession } from '../sessions/require-fresh-session.ts';
import { keepAdministrator } from '../users/keep-administrator.ts';
import { requireRightsOf } from '../users/require-rights-of.ts';

/** An identity of one’s own, and the providers that are configured: an identity of another one logs nobody in. */
export interface UnlinkRequest {
  readonly provider: string;
  readonly configuredProviders: readonly string[];
}

/**
 * Unlinks the identity that whoever asks has at a provider, and takes away the roles that it gave. Needs a fresh session.
 * Throws `session_required`, `session_not_fresh`, `identity_not_found`, `identity_is_last_login` when neither a password nor
 * another identity would be left to log in with, `last_administrator` and `committed_unconfirmed`.
 */
export const unlinkOwnIdentity = async (ctx: Context, request: UnlinkRequest): Promise<void> => {
  const { userId } = await requireFreshSession(ctx);
  const { provider } = request;
  await commitChange(ctx, (trx, announce) =>
    keepAdministrator(trx, async () => {
      const user = await lockUserPasswordById(trx, userId);
      if (user === undefined) throw fault('credentials_invalid');
      await removeIdentity(trx, ctx, { userId, provider, announce });
      const left = await listIdentitiesByUser(trx, userId);
      const isLeft = left.some((other) => request.configuredProviders.includes(other.provider));
      if (user.password_hash === null && !isLeft) throw fault('identity_is_last_login');
    }),
  );
};

/**
 * Unlinks an identity of another user, deactivated or not, with the roles that it gave, even if nothing is left for them to
 * log in with. Whoever asks must have every right that the user has. Throws `scope_missing` without `users:read-update` for
 * everything, `user_not_found`, `user_is_self`, `scope_not_held`, `identity_not_found`, `last_administrator` and
 * `committed_unconfirmed`.
 */
export const unlinkIdentity = async (
  ctx: Context,
  { username, provider }: { readonly username: string; readonly provider: string },
): Promise<void> => {
  requireUnlimited(ctx.principal, ['users:read-update']);
  await commitChange(ctx, (trx, announce) =>
    keepAdministrator(trx, async () => {
      const user = await lockUserByUsername(trx, username);
      if (user === undefined) throw fault('user_not_found');
      if (ctx.principal.kind === 'user' && ctx.principal.userId === user.id)
        throw fault('user_is_self');
      await requireRightsOf(trx, ctx.principal, user);
      await removeIdentity(trx, ctx, { userId: user.id, provider, announce });
    }),
  );
};

/**
 * Deletes an identity with the roles that it gave, in the transaction of a use case that holds the account locked. Throws
 * `identity_not_found`.
 */
export const removeIdentity = async (
  trx: Trx,
  ctx: Context,
  request: { readonly userId: string; readonly provider: string; readonly announce: Announce },
): Promise<void> => {
  const { userId, provider, announce } = request;
  const identity = await deleteIdentityByUser(trx, userId, provider);
  if (identity === undefined) throw fault('identity_not_found');
  const roles = await listProviderRolesByUser(trx, userId, provider);
  await deleteProviderRoles(trx, { userId, source: provider, roleIds: roles.map(({ id }) => id) });
  await recordAudit(trx, ctx, {
    action: 'identity.unlinked',
    targetKind: 'user',
    targetId: userId,
    before: {
      provider,
      subject: identity.subject,
      login: identity.login,
      roles: roles.map(({ name }) => name),
    },
  });
  if (roles.length > 0) announce({ kind: 'user', userId });
};
