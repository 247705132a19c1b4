/** What is done with tokens. */
import type { AnyEndpoint } from '@moorgate/http';
import { introspectTokenEndpoint } from './introspect-token.ts';
import { requestTokenEndpoint } from './request-token.ts';
import { revokeOAuthTokenEndpoint } from './revoke-oauth-token.ts';

export const tokenEndpoints: readonly AnyEndpoint[] = [
  requestTokenEndpoint,
  revokeOAuthTokenEndpoint,
  introspectTokenEndpoint,
];
