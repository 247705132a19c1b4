/** The token endpoint behind its wire: which client asks for what, and what it gets. */
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import {
  authenticateClient,
  isClientId,
  type PresentedClient,
} from '../clients/authenticate-client.ts';
import type { OAuthClient } from '../clients/client.ts';
import type { ShownKey } from '../dpop/shown-key.ts';
import type { OAuthServices } from '../services.ts';
import type { GrantType, IssuedGrant } from './grant.ts';
import { grantTypes } from './grant-types.ts';

/** A request at the token endpoint. */
export interface TokenEndpointRequest {
  readonly client: PresentedClient;
  readonly grantType: string | undefined;
  readonly parameters: Readonly<Record<string, string | undefined>>;
  /** As the catalogue spells them; null where nothing is said. */
  readonly scopes: readonly string[] | null;
  /** The key that the request shows. */
  readonly key: ShownKey | null;
}

/**
 * Issues what the request asks for by its grant type. Throws `oauth_request_invalid`, `grant_type_unsupported`,
 * `client_invalid`, and as the grant type does.
 */
export const requestGrant = async (
  ctx: Omit<Context, 'principal'>,
  services: OAuthServices,
  request: TokenEndpointRequest,
): Promise<IssuedGrant> => {
  const { grantType: name, client: presented, parameters, scopes, key } = request;
  if (name === undefined) throw fault('oauth_request_invalid', { detail: 'grant_type is missing' });
  const grantType = Object.hasOwn(grantTypes, name) ? grantTypes[name] : undefined;
  if (grantType === undefined) throw fault('grant_type_unsupported');
  const client = await findClient(ctx, services, { presented, grantType });
  // Only now: whoever is nobody fills no table.
  await key?.spend();
  const { clientId } = presented;
  const sender = key?.binding ?? null;
  return grantType.issue(ctx, services, { client, clientId, parameters, scopes, sender });
};

/** Null where the grant type takes clients that are not registered, and this one shows nothing of a registered one. */
const findClient = async (
  ctx: Omit<Context, 'principal'>,
  services: OAuthServices,
  asked: { readonly presented: PresentedClient; readonly grantType: GrantType },
): Promise<OAuthClient | null> => {
  const { presented, grantType } = asked;
  const isStranger = presented.clientId === null || !isClientId(presented.clientId);
  if (grantType.clients === 'any' && isStranger && presented.clientSecret === null) return null;
  return authenticateClient(ctx, services, presented);
};
