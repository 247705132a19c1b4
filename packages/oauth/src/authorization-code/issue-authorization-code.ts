/** Granting an application what it asks for: the code that goes along with the browser (RFC 6749, 4.1.2). */
import { type Context, recordAudit, requireScopes, type Scope } from '@moorgate/auth';
import {
  deleteEndedAuthorizationCodes,
  inTransaction,
  insertAuthorizationCode,
  lockActiveAccountById,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { drawGrantCode } from '../grant-code.ts';
import type { OAuthServices } from '../services.ts';
import type { AuthorizationRequest } from './authorization-request.ts';

/** A code is exchanged at once by whoever waits for it (RFC 6749, 4.1.2, allows ten minutes). */
export const authorizationCodeLifetimeMs = 60_000;

/** Used codes are remembered for as long as somebody may come with a copy that matters. */
const keptMs = 3_600_000;
const sweptMax = 100;

/**
 * Issues a code for these of the scopes that were asked for, to whoever asks with a session. It is good once, for a minute,
 * for this client, this address and this challenge. Throws `session_required`, `oauth_scope_invalid` for no scope or one
 * that was not asked for, `scope_missing` for one that the person lacks, and `credentials_invalid`.
 */
export const issueAuthorizationCode = async (
  ctx: Context,
  { tokenKeys }: Pick<OAuthServices, 'tokenKeys'>,
  granted: { readonly request: AuthorizationRequest; readonly scopes: readonly Scope[] },
): Promise<string> => {
  const { request, scopes } = granted;
  const { principal } = ctx;
  if (principal.kind !== 'user' || principal.credential.kind !== 'session')
    throw fault('session_required');
  if (scopes.length === 0 || scopes.some((scope) => !request.scopes.includes(scope)))
    throw fault('oauth_scope_invalid');
  requireScopes(principal, scopes);
  const code = drawGrantCode(tokenKeys, 'authorization code');
  const { client, redirectUri, codeChallenge } = request;
  await inTransaction(ctx.db, async (trx) => {
    if (!(await lockActiveAccountById(trx, principal.userId))) throw fault('credentials_invalid');
    const now = ctx.clock.now();
    await deleteEndedAuthorizationCodes(trx, new Date(now.getTime() - keptMs), sweptMax);
    await insertAuthorizationCode(trx, {
      id: code.id,
      secret_hash: code.hash,
      key_version: code.keyVersion,
      client_id: client.id,
      user_id: principal.userId,
      redirect_uri: redirectUri,
      code_challenge: codeChallenge,
      scopes,
      created_at: now,
      expires_at: new Date(now.getTime() + authorizationCodeLifetimeMs),
    });
    await recordAudit(trx, ctx, {
      action: 'authorization.granted',
      targetKind: 'token',
      targetId: client.id,
      after: { client: client.name, redirectUri, scopes },
    });
  });
  return code.text;
};
