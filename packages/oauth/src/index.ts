export {
  authenticateClient,
  isClientId,
  type PresentedClient,
} from './clients/authenticate-client.ts';
export {
  type ApplicationCredentialChange,
  changeApplicationCredential,
  revokeApplicationCredential,
  rotateApplicationCredential,
} from './clients/change-application-credential.ts';
export type { ApplicationCredential } from './clients/client.ts';
export {
  type ApplicationCredentialRequest,
  createApplicationCredential,
  createApplicationCredentialFor,
  type IssuedApplicationCredential,
} from './clients/create-application-credential.ts';
export {
  type ApplicationCredentialListRequest,
  findApplicationCredential,
  listApplicationCredentials,
} from './clients/find-application-credentials.ts';
export { possessionOf, readShownKey } from './dpop/shown-key.ts';
export { sweepProofs } from './dpop/sweep-proofs.ts';
export { proofAlgorithms } from './dpop/verify-proof.ts';
export type { IssuedGrant } from './grants/grant.ts';
export { grantTypes } from './grants/grant-types.ts';
export { requestGrant } from './grants/request-grant.ts';
export { chooseScopes } from './grants/requested-scopes.ts';
export { introspectToken, type TokenDescription } from './tokens/introspect-token.ts';
export { revokePresentedToken } from './tokens/revoke-presented-token.ts';
export type { ClientAttempts, OAuthServices } from './services.ts';
export {
  type AnswerPlace,
  type AuthorizationError,
  authorizationParameters,
  type AuthorizationRequest,
  readAuthorizationRequest,
  scopesToGrant,
} from './authorization-code/authorization-request.ts';
export { issueAuthorizationCode } from './authorization-code/issue-authorization-code.ts';
export { withParameters } from './authorization-code/redirect-uri.ts';
export {
  admissionGroupsOf,
  decideDeviceAuthorization,
  findDeviceAuthorization,
} from './device-flow/decide-device-authorization.ts';
export type { DeviceAuthorization } from './device-flow/device-authorization.ts';
export { createPollPacer, type PollPacer } from './device-flow/pace-polls.ts';
export {
  readRegisteringClient,
  startDeviceAuthorization,
  type WaitingDevice,
} from './device-flow/start-device-authorization.ts';
export { userCodeCharactersMax } from './device-flow/user-code.ts';
