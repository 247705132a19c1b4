/** OAuth 2: what its flows refuse, beside what everything else does. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const oauth = {
  oauth_request_invalid: {
    kind: 'invalid',
    title: 'A parameter of the OAuth request is missing, given twice or of a wrong form.',
    remedy: '`error_description` names it (RFC 6749, 5.2: `invalid_request`).',
  },
  oauth_scope_invalid: {
    kind: 'invalid',
    title: 'The scope is unknown, or more than the client or the token has.',
    remedy:
      'Ask for less; the application credential lists what it has (RFC 6749: `invalid_scope`).',
  },
  grant_invalid: {
    kind: 'invalid',
    title: 'The grant is unknown, has ended, or was given to another client.',
    remedy:
      'Log in again. A refresh token is good once, but for a minute in which clients that share it may be late (RFC 6749: `invalid_grant`).',
  },
  grant_type_unsupported: {
    kind: 'invalid',
    title: 'There is no such grant type.',
    remedy: '`/.well-known/oauth-authorization-server` lists those that there are.',
  },
  client_invalid: {
    kind: 'unauthenticated',
    title: 'The client is unknown, or its secret is wrong.',
    remedy:
      'Send the client id and the secret in the body or by Basic; the list of application credentials shows which have ended (RFC 6749: `invalid_client`).',
  },
  client_unauthorized: {
    kind: 'invalid',
    title: 'The client may not do this.',
    remedy: '`error_description` says what it lacks (RFC 6749: `unauthorized_client`).',
  },
  target_invalid: {
    kind: 'invalid',
    title: 'There are no tokens for that place.',
    remedy:
      'Leave out `resource` and `audience`: tokens are for this server (RFC 8693: `invalid_target`).',
  },
  dpop_proof_invalid: {
    kind: 'invalid',
    title: 'The proof of possession is missing or wrong, or was used before.',
    remedy:
      'Make one for each request: its method, its address, an id of its own, and the time to within a minute (RFC 9449, 4.2).',
  },
  authorization_pending: {
    kind: 'invalid',
    title: 'Nobody has let the device in yet.',
    remedy: 'Ask again after `interval` seconds (RFC 8628, 3.5).',
  },
  authorization_denied: {
    kind: 'invalid',
    title: 'Somebody turned the request down.',
    remedy: 'Begin again, and ask for what its owner means to grant (RFC 6749: `access_denied`).',
  },
  device_code_expired: {
    kind: 'invalid',
    title: 'Nobody let the device in while its code was valid.',
    remedy: 'Begin again; a code is valid for 15 minutes (RFC 8628: `expired_token`).',
  },
  user_code_unknown: {
    kind: 'not_found',
    title: 'No device waits under this code.',
    remedy:
      'Compare the code with what the device shows. It is valid for 15 minutes, and for one decision.',
  },
  redirect_uri_invalid: {
    kind: 'invalid',
    title:
      'The application did not say where to go back to, or names an address that is not its own.',
    remedy:
      'Register the address with the application credential, letter by letter; on a loopback address the port may vary (RFC 8252, 7.3).',
  },
  form_outdated: {
    kind: 'forbidden',
    title: 'The form is not one of this session.',
    remedy: 'Go back to the page and send it again.',
  },
  client_certificate_required: {
    kind: 'forbidden',
    title: 'This address is for clients that show a certificate.',
    remedy:
      'Show one in the TLS handshake, or use the ordinary address (RFC 8705, 5: `mtls_endpoint_aliases`).',
  },
  application_credential_not_found: {
    kind: 'not_found',
    title: 'There is no such application credential.',
    remedy: 'The list of application credentials shows the ids.',
  },
} as const satisfies Record<string, CatalogueEntry>;
