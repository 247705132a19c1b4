/** Changing an application credential, giving it a new secret, and revoking it. */
import { isDeepStrictEqual } from 'node:util';
import {
  changeToken,
  commitChange,
  type Context,
  isWithinReach,
  recordAudit,
  revokeToken,
  type RotatedToken,
  type Rotation,
  rotateToken,
  type TokenChange,
  type TokenKeys,
  withDb,
} from '@moorgate/auth';
import {
  findOAuthClientById,
  lockTokenById,
  type OAuthClientRow,
  type Trx,
  updateOAuthClient,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import {
  type ApplicationCredential,
  applicationCredentialFromRow,
  requireKnown,
  termsOf,
} from './client.ts';
import { type AskedTerms, chooseTerms, columnsOf } from './client-terms.ts';

/** What shall be otherwise; what is left out stays. */
export interface ApplicationCredentialChange extends Omit<TokenChange, 'require'>, AskedTerms {
  /** Called with the credential as it is, which nobody else changes meanwhile; throws to leave it so. */
  readonly require?: (present: ApplicationCredential) => void;
}

/**
 * Changes a credential that has not ended. Its scopes, groups and networks only grow narrower, and with them those of
 * whatever was issued to its client; a disabled one is refused, and what was issued to it, until it is enabled. Who may
 * change that is who may change a token; where codes are sent to, and how the client proves who it is, changes its owner
 * alone, who would be robbed by it. Throws `application_credential_not_found`, and as `changeToken`.
 */
export const changeApplicationCredential = (
  ctx: Context,
  id: string,
  { require, ...change }: ApplicationCredentialChange,
): Promise<ApplicationCredential> =>
  commitChange(ctx, async (trx, announce) => {
    await lockTokenById(trx, id);
    const row = requireKnown(ctx.principal, await findOAuthClientById(trx, id), 'tokens:delete');
    require?.(applicationCredentialFromRow(row, ctx.clock.now()));
    await changeTerms(trx, ctx, { row, change });
    await changeToken(withDb(ctx, trx), id, change);
    announce({ kind: 'token', tokenId: id });
    const changed = await findOAuthClientById(trx, id);
    return applicationCredentialFromRow(changed!, ctx.clock.now());
  });

/** Throws `scope_missing` and `invalid_request`. */
const changeTerms = async (
  trx: Trx,
  ctx: Context,
  { row, change }: { readonly row: OAuthClientRow; readonly change: AskedTerms },
): Promise<void> => {
  const before = termsOf(row);
  const after = chooseTerms(before, change);
  if (isDeepStrictEqual(before, after)) return;
  if (!isWithinReach(ctx.principal, row))
    throw fault('scope_missing', { detail: 'Only its owner changes how the client is known.' });
  await updateOAuthClient(trx, row.id, columnsOf(after));
  await recordAudit(trx, ctx, {
    action: 'application_credential.changed',
    targetKind: 'token',
    targetId: row.id,
    before: { ...before },
    after: { ...after },
  });
};

/**
 * Gives a credential a new secret, as `rotateToken` does: the secrets that it had are accepted until the overlap ends. Throws
 * `application_credential_not_found`, `token_not_rotatable` for a public client, which has none, and as `rotateToken`.
 */
export const rotateApplicationCredential = async (
  ctx: Context,
  keys: TokenKeys,
  rotation: Rotation,
): Promise<RotatedToken> => {
  const row = await findOAuthClientById(ctx.db, rotation.id);
  const { is_public: isPublic } = requireKnown(ctx.principal, row, 'tokens:read');
  if (isPublic) throw fault('token_not_rotatable', { detail: 'A public client has no secret.' });
  return rotateToken(ctx, keys, rotation);
};

/**
 * Revokes a credential with all that was issued to its client; when it returns, none of that is accepted anywhere. Revoking
 * twice changes nothing. Throws `application_credential_not_found`, and as `revokeToken`.
 */
export const revokeApplicationCredential = async (ctx: Context, id: string): Promise<void> => {
  requireKnown(ctx.principal, await findOAuthClientById(ctx.db, id), 'tokens:delete');
  return revokeToken(ctx, id);
};
