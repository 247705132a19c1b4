/** The grant types of the token endpoint: one line for each. */
import { clientCredentialsGrant } from './client-credentials.ts';
import type { GrantType } from './grant.ts';
import { refreshTokenGrant } from './refresh-token.ts';

/** By the value of `grant_type`. */
export const grantTypes: Readonly<Record<string, GrantType>> = {
  client_credentials: clientCredentialsGrant,
  refresh_token: refreshTokenGrant,
};
