export {
  authenticateClient,
  isClientId,
  type PresentedClient,
} from './clients/authenticate-client.ts';
export type { ApplicationCredential, ClientTerms, OAuthClient } from './clients/client.ts';
export type { Grant, GrantRequest, GrantType, IssuedGrant } from './grants/grant.ts';
export { grantTypes } from './grants/grant-types.ts';
export { issueGrant } from './grants/issue-grant.ts';
export { requestGrant, type TokenEndpointRequest } from './grants/request-grant.ts';
export { chooseScopes } from './grants/requested-scopes.ts';
export type { ClientAttempts, OAuthServices } from './services.ts';
