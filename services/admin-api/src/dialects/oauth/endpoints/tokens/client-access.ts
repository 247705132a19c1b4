/** What operations have in common that a client calls. */
import type { ErrorCode } from '@moorgate/errors';

/** The security schemes by which a client may prove who it is. */
export const clientSchemes: readonly string[] = ['clientSecretBasic', 'clientSecretPost'];

/** What any of them may refuse a client with. */
export const clientFaults: readonly ErrorCode[] = [
  'client_invalid',
  'client_unauthorized',
  'credentials_invalid',
  'oauth_request_invalid',
  'token_address_forbidden',
];

/** What the token endpoint may refuse. */
export const grantFaults: readonly ErrorCode[] = [
  ...clientFaults,
  'grant_invalid',
  'authorization_pending',
  'authorization_denied',
  'device_code_expired',
  'grant_type_unsupported',
  'oauth_scope_invalid',
  'target_invalid',
  'dpop_proof_invalid',
  'committed_unconfirmed',
];
