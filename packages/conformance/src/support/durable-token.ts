/** Tokens whose issuing and revocation are kept in mind, to be read back after whatever happened. */
import { type AdminClient, adminClient } from './admin.ts';
import { change, type Outcome, read } from './exchange.ts';

/** A token that was acknowledged. */
export interface DurableToken {
  readonly id: string;
  readonly client: AdminClient;
  /** `doubtful` after a revocation that was not acknowledged. */
  state: 'active' | 'revoked' | 'doubtful';
}

/** Issues a token; null where that was not acknowledged. */
export const issueToken = async (
  admin: AdminClient,
  adminUrl: string,
): Promise<DurableToken | null> => {
  const { outcome, body } = await change(
    () => admin.call('POST', '/v1/tokens', { name: 'durable', scopes: ['devices:read'] }),
    201,
  );
  if (outcome === 'unknown') return null;
  const { id, token } = body as { id: string; token: string };
  return { id, client: adminClient(adminUrl, token), state: 'active' };
};

/** Asks for the revocation, and takes note of what became of it. */
export const revokeToken = async (admin: AdminClient, token: DurableToken): Promise<Outcome> => {
  const { outcome } = await change(() => admin.call('DELETE', `/v1/tokens/${token.id}`), 204);
  token.state = outcome === 'acknowledged' ? 'revoked' : 'doubtful';
  return outcome;
};

/** Uses the token. Throws when it is not what was acknowledged. */
export const readTokenBack = async (token: DurableToken): Promise<void> => {
  const { status } = await read(() => token.client.call('GET', '/v1/devices?limit=1'));
  if (token.state === 'doubtful') token.state = status === 200 ? 'active' : 'revoked';
  const expected = token.state === 'active' ? 200 : 401;
  if (status !== expected)
    throw new Error(`the token ${token.id} is answered ${status} instead of ${expected}`);
};
