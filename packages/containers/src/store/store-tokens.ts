/** Tokens that this installation shows to the registry, for one request each. */
import { randomUUID } from 'node:crypto';
import { type RepositoryAccess, toAccessClaim } from '../tokens/access-list.ts';
import type { TokenSigner } from '../tokens/token-signer.ts';

/** The audience of those tokens (`auth.token.service` of the registry): no token of a client is one of them. */
export const storeService = 'moorgate-store';

/** A request that takes longer to arrive goes on: the registry looks at its token when it begins. */
const lifeSeconds = 30;

/** The `Authorization` of a request for this access. */
export const authorizeForStore = async (
  signer: TokenSigner,
  access: readonly RepositoryAccess[],
): Promise<string> => {
  const claims = {
    aud: storeService,
    sub: 'moorgate',
    jti: randomUUID(),
    access: toAccessClaim(access),
  };
  const { token } = await signer.sign(claims, lifeSeconds);
  return `Bearer ${token}`;
};

/** The `Authorization` of a request for the list of all repositories. */
export const authorizeForCatalog = async (signer: TokenSigner): Promise<string> => {
  const access = [{ type: 'registry', name: 'catalog', actions: ['*'] }];
  const claims = { aud: storeService, sub: 'moorgate', jti: randomUUID(), access };
  const { token } = await signer.sign(claims, lifeSeconds);
  return `Bearer ${token}`;
};
