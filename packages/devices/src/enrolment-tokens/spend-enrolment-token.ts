/** What an enrolment token entitles to, and using it up: on the admin side, where devices are created. */
import { type Context, type TokenKeys, type UserPrincipal } from '@moorgate/auth';
import { findEnrolmentTokenOwnerById, type Trx, updateEnrolmentTokenAsUsed } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { checkEnrolmentToken } from './check-enrolment-token.ts';

const scopes: UserPrincipal['scopes'] = new Set(['devices:create']);

/**
 * Whoever shows the token acts as its owner, with the right to register devices of its groups and no other. Throws as
 * `checkEnrolmentToken`, and for a token of another factory than this installation's `credentials_invalid`.
 */
export const authenticateEnrolmentToken = async (
  ctx: Omit<Context, 'principal'>,
  { keys, factory }: { readonly keys: TokenKeys; readonly factory: string },
  text: string,
): Promise<UserPrincipal> => {
  const checked = await checkEnrolmentToken(ctx, keys, text);
  const owner = await findEnrolmentTokenOwnerById(ctx.db, checked.id);
  if (owner === undefined || checked.factory !== factory) throw fault('credentials_invalid');
  const { id: tokenId, expiresAt, groups } = checked;
  const { group, namePrefix, deviceUuid } = checked;
  const enrolment = { group, namePrefix, deviceUuid };
  return {
    kind: 'user',
    userId: owner.id,
    username: owner.username,
    scopes,
    grants: [{ scopes, groups: groups === null ? null : new Set(groups) }],
    credential: { kind: 'enrolment', tokenId, expiresAt, enrolment },
  };
};

/**
 * Uses the token of whoever asks up by one, for a device of this group, and does nothing for another credential; it counts
 * with the commit. Throws `credentials_invalid` where it was used up or ended meanwhile, whoever came first.
 */
export const spendEnrolmentToken = async (
  trx: Trx,
  ctx: Pick<Context, 'principal' | 'clock'>,
  group: string | null,
): Promise<void> => {
  const { principal } = ctx;
  if (principal.kind !== 'user' || principal.credential.kind !== 'enrolment') return;
  const use = { id: principal.credential.tokenId, group, at: ctx.clock.now() };
  if (!(await updateEnrolmentTokenAsUsed(trx, use))) throw fault('credentials_invalid');
};
