/** Revocation by whoever has a token and needs it no longer (RFC 7009). */
import {
  announceTokens,
  commitChange,
  type Context,
  revokeWithDescendants,
  type SystemPrincipal,
} from '@moorgate/auth';
import { lockTokenById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { OAuthClient } from '../clients/client.ts';
import type { OAuthServices } from '../services.ts';
import { clientIdOf } from './client-of-token.ts';
import { readToken } from './read-token.ts';

const stranger: SystemPrincipal = { kind: 'system', name: 'holder of a token' };

/**
 * Revokes a token that was issued to the client that asks: an access token alone, a refresh token with every access token
 * of its grant (RFC 7009, 2.1); a refresh token that was used before ends its grant too. What is no good token of ours is no
 * fault: the client wants it gone, and it is (2.2). A client that is registered nowhere revokes what was issued to none.
 * Throws `client_unauthorized` for what was issued to another client, or to none, and `committed_unconfirmed`.
 */
export const revokePresentedToken = async (
  ctx: Omit<Context, 'principal'>,
  services: OAuthServices,
  request: { readonly client: OAuthClient | null; readonly token: string },
): Promise<void> => {
  const { client, token: text } = request;
  const shown = await readToken(ctx, services, { text, kinds: ['oac', 'ort', 'pat', 'svc'] });
  if (shown === null) return;
  const { row } = shown;
  const isOfOAuth = row.kind === 'oac' || row.kind === 'ort';
  if (!isOfOAuth || (await clientIdOf(ctx, row)) !== (client?.id ?? null))
    throw fault('client_unauthorized', { detail: 'The token was not issued to this client.' });
  const actor: Context = { ...ctx, principal: client?.principal ?? stranger };
  await commitChange(actor, async (trx, announce) => {
    if ((await lockTokenById(trx, row.id)) === undefined) return;
    const reason = 'revoked by its client';
    announceTokens(announce, await revokeWithDescendants(trx, actor, { id: row.id, reason }));
  });
};
