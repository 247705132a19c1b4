/** The grant types of the token endpoint: one line for each. */
import { authorizationCodeGrant } from './authorization-code.ts';
import { clientCredentialsGrant } from './client-credentials.ts';
import { deviceCodeGrant, deviceCodeGrantName } from './device-code.ts';
import type { GrantType } from './grant.ts';
import { refreshTokenGrant } from './refresh-token.ts';
import { tokenExchange, tokenExchangeGrant } from './token-exchange.ts';

/** By the value of `grant_type`. */
export const grantTypes: Readonly<Record<string, GrantType>> = {
  authorization_code: authorizationCodeGrant,
  client_credentials: clientCredentialsGrant,
  refresh_token: refreshTokenGrant,
  [tokenExchange]: tokenExchangeGrant,
  [deviceCodeGrantName]: deviceCodeGrant,
};
