/** The closed catalogue of error codes. One row here is all that a new error needs. */

/**
 * What sort of failure a code is. Every dialect maps kinds, not codes, to its own status and body, so a new code never
 * touches a dialect; a new kind breaks the build in each of them, which is the point.
 */
export type ErrorKind =
  | 'invalid'
  | 'unprocessable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'conflict'
  | 'precondition_failed'
  | 'timeout'
  | 'too_large'
  | 'uri_too_long'
  | 'head_too_large'
  | 'unsupported_media_type'
  | 'range_not_satisfiable'
  | 'rate_limited'
  | 'unavailable'
  | 'insufficient_storage'
  | 'internal'
  | 'not_implemented';

/** What the catalogue says about one code: the same words in the API answer, the log, the metric and the page. */
export interface CatalogueEntry {
  readonly kind: ErrorKind;
  /** One sentence without the particulars; the `title` of RFC 9457, section 3.1.3. */
  readonly title: string;
  /** What the reader of the documentation page can do about it. */
  readonly remedy: string;
}

const request = {
  invalid_request: {
    kind: 'invalid',
    title: 'The request does not follow the schema of this operation.',
    remedy: 'Each entry of `errors` points to a field and names the rule that it breaks.',
  },
  invalid_json: {
    kind: 'invalid',
    title: 'The body is not well-formed JSON.',
    remedy: 'Send one JSON value in UTF-8, with `Content-Type: application/json`.',
  },
  invalid_xml: {
    kind: 'invalid',
    title: 'The body is not XML that is read here.',
    remedy:
      'Send one well-formed document in UTF-8, without a document type and without entities of its own.',
  },
  cursor_invalid: {
    kind: 'invalid',
    title: 'The cursor was not issued by this list.',
    remedy: 'Take the cursor from the `next` link of the page before, with the same order.',
  },
  offset_too_large: {
    kind: 'invalid',
    title: 'Offsets end at 100,000.',
    remedy: 'Follow the `next` link with its cursor; it costs the same on every page.',
  },
  body_too_large: {
    kind: 'too_large',
    title: 'The body is larger than this operation accepts.',
    remedy: 'Send less; the limit is part of the operation’s description.',
  },
  uri_too_long: {
    kind: 'uri_too_long',
    title: 'The path and the query are longer than 8,192 bytes together.',
    remedy: 'Send less in the query; what is long belongs into a body.',
  },
  head_too_large: {
    kind: 'head_too_large',
    title: 'The head of the request is too large, or has too many fields.',
    remedy: 'Send fewer or shorter header fields; the operator sets both limits.',
  },
  request_malformed: {
    kind: 'invalid',
    title: 'What was sent is no HTTP request.',
    remedy: 'Send HTTP/1.1 (RFC 9112).',
  },
  request_timeout: {
    kind: 'timeout',
    title: 'The request did not arrive in its time.',
    remedy: 'Send it in one go; the operator sets how long the head and the whole may take.',
  },
  unsupported_media_type: {
    kind: 'unsupported_media_type',
    title: 'This operation does not read a body of that media type.',
    remedy: 'Send `Content-Type: application/json`.',
  },
  range_not_satisfiable: {
    kind: 'range_not_satisfiable',
    title: 'The range begins beyond the end of the content.',
    remedy: '`Content-Range` tells how long the content is; what ends there is whole.',
  },
  not_acceptable: {
    kind: 'not_acceptable',
    title: 'This operation has no answer of a media type that the client accepts.',
    remedy: '`detail` names what there is; leave `Accept` out, or add it.',
  },
  precondition_failed: {
    kind: 'precondition_failed',
    title: 'What is to be changed is not what the condition of the request says.',
    remedy:
      'Somebody else changed it since you read it. Read it again, then send the change with the present `ETag`.',
  },
  idempotency_key_reused: {
    kind: 'unprocessable',
    title: 'The idempotency key was sent before with another request.',
    remedy:
      'Choose a new key for each new request; repeat a request with the same key and content.',
  },
  idempotency_key_in_progress: {
    kind: 'conflict',
    title: 'The first request with this idempotency key is still under way.',
    remedy: 'Repeat it after `Retry-After`.',
  },
  idempotency_outcome_unknown: {
    kind: 'conflict',
    title: 'The first request with this idempotency key took effect, but its answer is not kept.',
    remedy: 'Read back what it changed. It is not done a second time under this key.',
  },
  idempotency_key_unsupported: {
    kind: 'invalid',
    title: 'This operation takes no idempotency key: its body is read as it comes.',
    remedy:
      'Send it without the key. A PUT may be repeated as it is; before another POST, read back what the first one did.',
  },
  route_not_found: {
    kind: 'not_found',
    title: 'There is no such path.',
    remedy: 'Compare the path with the API description.',
  },
  method_not_allowed: {
    kind: 'method_not_allowed',
    title: 'This path does not answer that method.',
    remedy: 'The `Allow` header lists the methods that it answers.',
  },
  rate_limited: {
    kind: 'rate_limited',
    title: 'Too many requests.',
    remedy: 'Wait as long as `Retry-After` says.',
  },
} as const satisfies Record<string, CatalogueEntry>;

const service = {
  service_unavailable: {
    kind: 'unavailable',
    title: 'The service cannot decide at the moment.',
    remedy: 'Try again after `Retry-After`; the operator finds the cause in the log.',
  },
  insufficient_storage: {
    kind: 'insufficient_storage',
    title: 'There is no room for what was sent.',
    remedy:
      'Nothing of it was kept. The operator makes room where content is stored, or deletes updates that nobody needs; then send it again.',
  },
  committed_unconfirmed: {
    kind: 'unavailable',
    title: 'The change may be made, but it could not be confirmed that every gateway follows it.',
    remedy:
      'Read back what you changed. If it is there, it lasts, and every gateway follows it as soon as it can ask the database; `GET /v1/gateways` shows which lags behind.',
  },
  gateway_overloaded: {
    kind: 'unavailable',
    title: 'More devices connect than this gateway can judge at the moment.',
    remedy:
      'Try again after `Retry-After`, which differs from answer to answer. If it lasts, add workers or gateways.',
  },
  too_many_connections: {
    kind: 'rate_limited',
    title: 'The device has too many connections with requests under way.',
    remedy: 'Use a connection for more than one request; the operator sets the limit.',
  },
  internal: {
    kind: 'internal',
    title: 'Something went wrong on our side.',
    remedy: 'Report the request id; the log has the cause under it.',
  },
} as const satisfies Record<string, CatalogueEntry>;

const access = {
  credentials_required: {
    kind: 'unauthenticated',
    title: 'This operation needs a token or a session.',
    remedy: 'Send `Authorization: Bearer <token>` or `OSF-TOKEN: <token>`.',
  },
  credentials_invalid: {
    kind: 'unauthenticated',
    title: 'The credential is unknown, expired or revoked.',
    remedy: 'Create another token; the list of tokens shows which have ended.',
  },
  login_failed: {
    kind: 'unauthenticated',
    title: 'The name or the password is wrong.',
    remedy: 'Try again, or have an administrator set a new password.',
  },
  password_wrong: {
    kind: 'forbidden',
    title: 'The present password is wrong.',
    remedy: 'Try again, or have an administrator set a new password.',
  },
  scope_missing: {
    kind: 'forbidden',
    title: 'The credential lacks a scope that this operation needs.',
    remedy: '`detail` names the scope. A token never has more than its owner’s present rights.',
  },
  scope_not_held: {
    kind: 'forbidden',
    title: 'Nobody can grant a scope that they do not have.',
    remedy: 'Leave the scope out, or let somebody do it who has it.',
  },
  token_address_forbidden: {
    kind: 'forbidden',
    title: 'The token may not be used from this address.',
    remedy: 'Use it from one of the networks that it is limited to, or have another token made.',
  },
  role_not_found: {
    kind: 'not_found',
    title: 'There is no role of this name.',
    remedy: '`GET /roles` lists them.',
  },
  role_exists: {
    kind: 'conflict',
    title: 'There is a role of this name.',
    remedy: 'Choose another name, or change the role with `PUT /roles/{name}`.',
  },
  role_in_use: {
    kind: 'conflict',
    title: 'Somebody has the role.',
    remedy: 'Take it from everybody who has it first; `detail` says how many they are.',
  },
  cross_site_request: {
    kind: 'forbidden',
    title: 'A browser sent this from another site.',
    remedy: 'With a session cookie, requests that change something must come from our own pages.',
  },
  session_required: {
    kind: 'conflict',
    title: 'The credential is a token, not a session.',
    remedy: 'Log in and ask with the session. A token ends by `DELETE /tokens/{id}`.',
  },
  session_not_fresh: {
    kind: 'forbidden',
    title: 'The login of this session is too long ago for this.',
    remedy: 'Log in again, then repeat it.',
  },
  password_expired: {
    kind: 'forbidden',
    title: 'The password is too old, or somebody else chose it.',
    remedy: 'Choose another one with `PUT /self/password`; until then nothing else is allowed.',
  },
  second_factor_required: {
    kind: 'unauthenticated',
    title: 'The account has a second factor.',
    remedy: 'Log in with `one-time-code` or `recovery-code` in the same request.',
  },
  second_factor_failed: {
    kind: 'unauthenticated',
    title: 'The code is wrong, or was used before.',
    remedy:
      'Wait for the next code of the authenticator and check the clock of its device, or use a recovery code. An administrator can reset the second factor.',
  },
  one_time_code_wrong: {
    kind: 'forbidden',
    title: 'The code is wrong, or was used before.',
    remedy: 'Wait for the next code of the authenticator and check the clock of its device.',
  },
  second_factor_setup_required: {
    kind: 'forbidden',
    title: 'Everybody needs a second factor here.',
    remedy:
      'Set one up with `POST /self/totp` and `POST /self/totp/confirm`; until then nothing else is allowed.',
  },
  second_factor_exists: {
    kind: 'conflict',
    title: 'The account has a second factor already.',
    remedy: 'Remove it first, with `DELETE /self/totp`.',
  },
  second_factor_not_found: {
    kind: 'not_found',
    title: 'The account has no second factor.',
    remedy: 'Begin to set one up with `POST /self/totp`.',
  },
  session_not_found: {
    kind: 'not_found',
    title: 'There is no such session.',
    remedy: 'The list of sessions shows the ids of those that are open.',
  },
  user_active: {
    kind: 'conflict',
    title: 'The account is in use.',
    remedy: 'Only an account that was deactivated can be reactivated.',
  },
  last_administrator: {
    kind: 'conflict',
    title: 'Nobody would be left who can give rights to others.',
    remedy:
      'Give somebody else `users:read-update` and `users:create`, without a limit to groups, first. On the host, `moorgate user recover` makes an administrator.',
  },
  user_not_found: {
    kind: 'not_found',
    title: 'There is no such user.',
    remedy: 'The list of users shows who there is.',
  },
  user_exists: {
    kind: 'conflict',
    title: 'A user of this name exists.',
    remedy: 'Choose another name.',
  },
  user_is_self: {
    kind: 'conflict',
    title: 'Nobody can do this to their own account.',
    remedy: 'Let another administrator do it. Your own password is changed with the present one.',
  },
  token_not_found: {
    kind: 'not_found',
    title: 'There is no such token.',
    remedy: 'The list of tokens shows the ids.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Logins through providers, and the identities that they vouch for. */
const identities = {
  identity_provider_not_found: {
    kind: 'not_found',
    title: 'There is no such login provider.',
    remedy: '`GET /auth/providers` lists those that are configured.',
  },
  identity_provider_unavailable: {
    kind: 'unavailable',
    title: 'The login provider does not answer.',
    remedy: 'Try again, or log in another way; the operator finds the cause in the log.',
  },
  login_not_expected: {
    kind: 'invalid',
    title: 'This browser did not begin this login, or not within the last ten minutes.',
    remedy:
      'Begin again, in one window. A login is good for one answer of the provider, in the browser that began it.',
  },
  login_declined: {
    kind: 'forbidden',
    title: 'The login provider did not let the login go on.',
    remedy: 'Begin again and agree at the provider; the operator finds its reason in the log.',
  },
  login_answer_invalid: {
    kind: 'forbidden',
    title: 'The answer of the login provider failed a check.',
    remedy: 'Begin again. If it lasts, the operator finds in the log which check it was.',
  },
  identity_not_allowed: {
    kind: 'forbidden',
    title: 'Only members of certain domains or organizations may log in.',
    remedy: 'Log in with an account of such a domain or organization; the operator has the list.',
  },
  identity_unknown: {
    kind: 'forbidden',
    title: 'No account belongs to this identity, and none is created for it.',
    remedy:
      'Log in another way and link the identity to your account, or have an administrator create one.',
  },
  identity_issuer_changed: {
    kind: 'forbidden',
    title: 'The identity was linked when the provider’s name stood for another issuer.',
    remedy: 'Give the new issuer a name of its own, or unlink the identity and link it again.',
  },
  account_deactivated: {
    kind: 'forbidden',
    title: 'The account of this identity is deactivated.',
    remedy: 'An administrator decides whether you get another one.',
  },
  account_has_password: {
    kind: 'forbidden',
    title: 'This provider logs nobody in who has a password here.',
    remedy: 'Log in with the password. The operator decides it for each provider.',
  },
  identity_taken: {
    kind: 'conflict',
    title: 'The identity belongs to another account.',
    remedy: 'Unlink it there first.',
  },
  identity_already_linked: {
    kind: 'conflict',
    title: 'The account has an identity of this provider.',
    remedy: 'Unlink the present one first.',
  },
  identity_not_found: {
    kind: 'not_found',
    title: 'The account has no identity of this provider.',
    remedy: 'The list of identities shows which there are.',
  },
  identity_is_last_login: {
    kind: 'conflict',
    title: 'Without this identity nobody could log in to the account.',
    remedy: 'Set a password or link another identity first.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Tokens and service accounts. */
const tokens = {
  token_ended: {
    kind: 'conflict',
    title: 'The token has ended.',
    remedy: 'It was revoked, has expired, or was used as often as it may be. Create another one.',
  },
  token_disabled: {
    kind: 'conflict',
    title: 'The token, or its owner, is disabled.',
    remedy: 'Enable it first, or create another one.',
  },
  token_parent_disabled: {
    kind: 'conflict',
    title: 'The token that this one was made with is disabled.',
    remedy: 'Enable that one; what was disabled with it is enabled with it.',
  },
  token_not_narrower: {
    kind: 'forbidden',
    title: 'The limits of a token only grow narrower.',
    remedy: 'Leave out what `detail` names, or create another token.',
  },
  token_uses_bounded: {
    kind: 'forbidden',
    title: 'A token with a number of uses makes no other tokens.',
    remedy: 'Make the token with a session, or with a token without that limit.',
  },
  token_required: {
    kind: 'conflict',
    title: 'The credential is a session, not a token.',
    remedy: 'With a session, name the token by its id.',
  },
  token_not_rotatable: {
    kind: 'conflict',
    title: 'What an OAuth client holds gets no new secret this way.',
    remedy: 'The client gets new tokens by its refresh token; or revoke this one.',
  },
  token_versions_exhausted: {
    kind: 'conflict',
    title: 'Five secrets of the token are valid at the same time.',
    remedy: 'Wait until an overlap ends, or rotate with the overlap `0s`, which ends them all.',
  },
  service_account_not_found: {
    kind: 'not_found',
    title: 'There is no such service account.',
    remedy: 'The list of service accounts shows the names.',
  },
  service_account_foreign: {
    kind: 'forbidden',
    title: 'Only its owner makes tokens of a service account.',
    remedy: 'Let the owner do it, or take the account over first.',
  },
  service_account_owner_unfit: {
    kind: 'conflict',
    title: 'A service account belongs to an active person.',
    remedy: 'Name a user who is a person and has not been deactivated.',
  },
} as const satisfies Record<string, CatalogueEntry>;

const devices = {
  device_not_found: {
    kind: 'not_found',
    title: 'There is no such device.',
    remedy: 'A denied device is on the denied list, not in the list of devices.',
  },
  device_not_denied: {
    kind: 'not_found',
    title: 'The device is not on the denied list.',
    remedy: 'The denied list shows who is.',
  },
  device_exists: {
    kind: 'conflict',
    title: 'A device of this UUID exists.',
    remedy: 'If it is on the denied list, delete it fully first; otherwise there is nothing to do.',
  },
  enrolment_device_forbidden: {
    kind: 'forbidden',
    title: 'The enrolment token is for another device.',
    remedy: '`detail` names the device that it registers; have a token made for this one.',
  },
  enrolment_name_forbidden: {
    kind: 'forbidden',
    title: 'The enrolment token is for devices whose names begin otherwise.',
    remedy: '`detail` tells how the name must begin; or have another token made.',
  },
  enrolment_token_not_found: {
    kind: 'not_found',
    title: 'There is no such enrolment token.',
    remedy: '`GET /enrolment-tokens` lists those that you may see.',
  },
  device_group_unknown: {
    kind: 'invalid',
    title: 'Invalid group',
    remedy: 'Name a group of `GET /known-labels/device-groups`, or none.',
  },
  registration_unavailable: {
    kind: 'not_found',
    title: 'This installation registers no devices.',
    remedy:
      'The operator gives the admin API the key and the certificate of a device CA, and the certificate of the root.',
  },
  device_name_taken: {
    kind: 'conflict',
    title: "A device with the same 'name' label value already exists",
    remedy: 'Names are unique among devices that are not denied; choose another.',
  },
  pending_enrolment_not_found: {
    kind: 'not_found',
    title: 'No enrolment of this device and key waits for a decision.',
    remedy: 'The list of pending enrolments shows what waits.',
  },
  pending_enrolment_ambiguous: {
    kind: 'conflict',
    title: 'Several keys wait for this device.',
    remedy: 'Name the key that you approve by its SHA-256.',
  },
  device_key_live: {
    kind: 'conflict',
    title: 'The device connects with this key already.',
    remedy: 'A permit is for another key than the one on record.',
  },
  rekey_permit_key_unclear: {
    kind: 'conflict',
    title: 'It is not clear which key the permit is for.',
    remedy:
      'Name the new key by its SHA-256, or say `any-key`. Without either there must be exactly one pending key.',
  },
  rekey_permit_not_found: {
    kind: 'not_found',
    title: 'There is no such re-key permit of this device.',
    remedy: 'The list of the device’s permits shows the ids.',
  },
  rekey_permit_used: {
    kind: 'conflict',
    title: 'The permit has been used.',
    remedy:
      'The device has another key already; the permit shows which, and when. Deny the device to put it out.',
  },
  device_ca_not_found: {
    kind: 'not_found',
    title: 'There is no such device CA.',
    remedy: 'The list of device CAs shows the ids.',
  },
  device_ca_exists: {
    kind: 'conflict',
    title: 'This device CA is there already.',
    remedy: 'The list of device CAs shows it; one that is retired can be reinstated.',
  },
  device_ca_file_invalid: {
    kind: 'invalid',
    title: 'The file of device CAs cannot be read in full.',
    remedy:
      'cas.pem holds certificates in PEM, one after the other, and nothing else between lines of dashes.',
  },
  device_ca_factory_unknown: {
    kind: 'invalid',
    title: 'The certificate of a device CA does not say which factory it is for.',
    remedy:
      'Name the factory in one organizational unit (OU) of its subject, or configure a default factory.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Certificates and keys that devices ask for. */
const signing = {
  signing_request_malformed: {
    kind: 'invalid',
    title: 'The certificate signing request cannot be read.',
    remedy: 'Send PKCS#10 (RFC 2986) in DER, in base64 where the operation says so.',
  },
  signing_request_unsigned: {
    kind: 'invalid',
    title: 'The certificate signing request is not signed with the key that it shows.',
    remedy: 'Sign it with that key, with SHA-256 or better: ECDSA, RSA (PKCS#1, 1.5) or Ed25519.',
  },
  signing_request_key_forbidden: {
    kind: 'invalid',
    title: 'The key of the certificate signing request is of a type or size that is not allowed.',
    remedy: 'Use P-256, P-384, P-521, Ed25519, or RSA of at least 2048 bits.',
  },
  signing_request_subject_mismatch: {
    kind: 'invalid',
    title: 'The subject of the request is not that of the present certificate.',
    remedy:
      'Copy the subject of the certificate that is renewed, octet by octet (RFC 7030, 4.2.2).',
  },
  next_key_malformed: {
    kind: 'invalid',
    title: 'The next public key cannot be read.',
    remedy:
      'Send a SubjectPublicKeyInfo in PEM, of a type and size with which devices may connect.',
  },
  next_key_not_announced: {
    kind: 'conflict',
    title: 'The values are encrypted to a key that this device has not announced.',
    remedy: 'Announce the key with `PATCH /device` first, then send the values.',
  },
  next_key_taken: {
    kind: 'conflict',
    title: 'The key belongs to another device.',
    remedy: 'Draw a new key; no two devices share one.',
  },
  next_key_retired: {
    kind: 'conflict',
    title: 'The device had this key before.',
    remedy: 'Draw a new key; one that was replaced does not come back.',
  },
  next_key_purged: {
    kind: 'conflict',
    title: 'The key belonged to a device that was fully deleted.',
    remedy: 'Draw a new key; the old one stays refused.',
  },
  next_keys_exhausted: {
    kind: 'rate_limited',
    title: 'The device has announced too many keys within a day.',
    remedy:
      'Wait as long as `Retry-After` says; find out why the rotation of its key does not end.',
  },
  signing_request_name_mismatch: {
    kind: 'invalid',
    title: 'The common name of the request is not the UUID that is registered.',
    remedy: 'Make the request with one common name (CN), the UUID of the device.',
  },
  signing_request_factory_mismatch: {
    kind: 'invalid',
    title: 'The organizational unit of the request is not the factory of the device CA.',
    remedy: 'Register the device with the name of this factory; `detail` tells both.',
  },
  signer_unavailable: {
    kind: 'unavailable',
    title: 'The signer of the device CA does not answer.',
    remedy:
      'Try again after `Retry-After`. The operator looks whether the admin API runs with the key of the CA and whether the gateway reaches it.',
  },
  device_ca_cannot_sign: {
    kind: 'conflict',
    title: 'The device CA of this installation signs no certificate for this device.',
    remedy:
      'It signs for devices of its own factory, while it is in use; look at the list of device CAs.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Refusals at the handshake (verdict `refused`), and of a route that does not admit the connection's verdict. */
const admission = {
  certificate_required: {
    kind: 'forbidden',
    title: 'no client certificate provided',
    remedy: 'Connect with the certificate that the device got at its registration.',
  },
  certificate_malformed: {
    kind: 'forbidden',
    title: 'The client certificate cannot be read.',
    remedy: 'Issue the certificate again; it breaks the encoding rules of RFC 5280.',
  },
  certificate_algorithm_forbidden: {
    kind: 'forbidden',
    title: 'The client certificate is signed with an algorithm that is not allowed.',
    remedy: 'Sign with SHA-256 or better: ECDSA, RSA or Ed25519.',
  },
  certificate_key_forbidden: {
    kind: 'forbidden',
    title: 'The key of the client certificate is of a type or size that is not allowed.',
    remedy: 'Use P-256, P-384, P-521, Ed25519, or RSA of at least 2048 bits.',
  },
  certificate_extension_unknown: {
    kind: 'forbidden',
    title: 'The client certificate has a critical extension that is not known here.',
    remedy: 'RFC 5280, section 4.2: such a certificate must be refused; issue it without.',
  },
  certificate_untrusted: {
    kind: 'forbidden',
    title: 'The client certificate was not issued by a trusted device CA.',
    remedy: 'Add the CA to cas.pem, or issue the certificate under one that is there.',
  },
  certificate_expired: {
    kind: 'forbidden',
    title: 'The client certificate has expired.',
    remedy: 'Renew it, or issue another for the same key.',
  },
  certificate_not_yet_valid: {
    kind: 'forbidden',
    title: 'The client certificate is not valid yet.',
    remedy: 'Compare the clocks of the issuer and of the gateway.',
  },
  certificate_purpose_forbidden: {
    kind: 'forbidden',
    title: 'The client certificate is not for client authentication.',
    remedy: 'Issue it with the extended key usage clientAuth, or without that extension.',
  },
  certificate_subject_invalid: {
    kind: 'forbidden',
    title: 'The subject of the client certificate does not name one device.',
    remedy: 'The subject needs exactly one common name, a UUID in its textual form (RFC 9562).',
  },
  certificate_factory_mismatch: {
    kind: 'forbidden',
    title: 'The client certificate names another factory than its CA is bound to.',
    remedy: 'The organizational unit (OU) must be the factory of the CA.',
  },
  device_ca_retired: {
    kind: 'forbidden',
    title: 'The CA of the client certificate has been retired.',
    remedy: 'Issue the certificate under a CA that is in use.',
  },
  device_ca_expired: {
    kind: 'forbidden',
    title: 'The CA of the client certificate is outside its validity.',
    remedy: 'Renew the CA; its devices need no new certificates when name and key stay.',
  },
  device_ca_unsuitable: {
    kind: 'forbidden',
    title: 'The CA of the client certificate may not issue it.',
    remedy:
      'A device CA needs CA:TRUE, keyCertSign, and no path length exceeded (RFC 5280, 6.1.4).',
  },
  device_denied: {
    kind: 'forbidden',
    title: 'The device is on the denied list.',
    remedy: 'Take it off the denied list, if it may connect again.',
  },
  device_key_mismatch: {
    kind: 'forbidden',
    title: 'The device has another key than the one on record.',
    remedy:
      'The key is recorded as pending. A re-key permit lets the device in with it; deleted fully, the device enrols as new.',
  },
  device_key_purged: {
    kind: 'forbidden',
    title: 'This key belonged to a device that was fully deleted.',
    remedy: 'The device must make a new key; the old one stays refused.',
  },
  device_not_registered: {
    kind: 'forbidden',
    title: 'The device CA admits only devices that were registered beforehand.',
    remedy: 'Register the device, or change the enrolment policy of its CA.',
  },
  device_awaits_approval: {
    kind: 'forbidden',
    title: 'The enrolment of the device waits for an operator.',
    remedy: 'Approve it in the list of pending enrolments.',
  },
  too_many_refusals: {
    kind: 'forbidden',
    title: 'Too many certificates from this address were refused.',
    remedy: 'Wait a minute; find out what connects with certificates that are not ours.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Configurations. */
const configurations = {
  group_not_found: {
    kind: 'not_found',
    title: 'There is no such group of devices.',
    remedy:
      'A group exists while a device is in it, and once it has a configuration or somebody has made it.',
  },
  factory_not_found: {
    kind: 'not_found',
    title: 'There is no such factory.',
    remedy: '`GET /ota/factories/` shows the name of the factory of this installation.',
  },
  device_group_exists: {
    kind: 'conflict',
    title: 'There is a group of devices of this name.',
    remedy: 'Choose another name.',
  },
  device_group_in_use: {
    kind: 'conflict',
    title: 'The group of devices is in use.',
    remedy:
      'Put its devices into another group first; take its name from roles, revoke tokens that are limited to it, and close its rollouts. `detail` says what it is.',
  },
  configuration_file_not_found: {
    kind: 'not_found',
    title: 'The configuration has no file of this name.',
    remedy: 'The newest entry of its history shows the names.',
  },
  configuration_not_found: {
    kind: 'not_found',
    title: 'This layer has no such revision.',
    remedy: 'The history lists the revisions; old ones that no device has any more are not kept.',
  },
  configuration_archive_invalid: {
    kind: 'invalid',
    title: 'The archive holds no configurations of this installation.',
    remedy:
      'It has `factory/`, `group/<name>/` and `device/<uuid>/`, each with a `.journal` and the contents that it names; `detail` says what is wrong where. Nothing was changed.',
  },
  configuration_file_not_allowed: {
    kind: 'forbidden',
    title: 'A device may not add this file to its own configuration.',
    remedy:
      'A device sends the actions that it offers, its key for a VPN, and files that are there already.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Tests that devices report, and actions that operators start on them. */
const deviceTests = {
  test_not_found: {
    kind: 'not_found',
    title: 'Test not found',
    remedy:
      'The list of tests of the device names them; of each device those that began last are kept, as many as the operator sets.',
  },
  artifact_not_found: {
    kind: 'not_found',
    title: 'The test has no artifact of this name.',
    remedy: 'The test names its artifacts; an upload that broke off leaves none.',
  },
  artifact_name_invalid: {
    kind: 'invalid',
    title: 'This can be no name of an artifact.',
    remedy:
      'A name is one segment of a path of at most 255 bytes, without slashes, backslashes and control characters.',
  },
  artifacts_exhausted: {
    kind: 'too_large',
    title: 'The device has no room for this artifact.',
    remedy:
      '`detail` names the limit: of artifacts of a test, or of their bytes together. The operator sets both; artifacts of older tests go when newer tests begin.',
  },
  action_not_offered: {
    kind: 'conflict',
    title: 'The device does not offer this action.',
    remedy:
      'A device names the actions that it can be asked for; the list of actions shows them. One that names none does not know of remote actions, or has not connected yet.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Updates, and the archives that they are uploaded as. */
const updates = {
  update_name_invalid: {
    kind: 'not_found',
    title: 'This can be no tag or no name of an update.',
    remedy:
      'Both begin with a letter or a digit; letters, digits, dots, hyphens and underscores follow, 128 at most.',
  },
  update_not_found: {
    kind: 'not_found',
    title: 'There is no update of this name for this tag.',
    remedy: 'Look at the list of updates; an upload that failed leaves none.',
  },
  update_exists: {
    kind: 'conflict',
    title: 'Update with this name and tag already exists',
    remedy: 'Choose another name; an update is never replaced, since devices may be fetching it.',
  },
  update_in_use: {
    kind: 'conflict',
    title: 'Update has devices assigned and cannot be deleted',
    remedy: 'Assign its devices to another update, or take the assignment away, first.',
  },
  rollout_name_invalid: {
    kind: 'not_found',
    title: 'This can be no name of a rollout.',
    remedy:
      'It begins with a letter or a digit; letters, digits, dots, hyphens and underscores follow, 128 at most.',
  },
  rollout_not_found: {
    kind: 'not_found',
    title: 'Not found rollout',
    remedy: 'Look at the list of rollouts of the update; each update has names of its own.',
  },
  rollout_exists: {
    kind: 'conflict',
    title: 'Rollout with this name already exists',
    remedy: 'Choose another name; a rollout is never replaced. To end one, close it.',
  },
  rollout_in_use: {
    kind: 'conflict',
    title: 'Rollout has devices assigned and cannot be deleted',
    remedy: 'Take the update from its devices, or give them another one, first.',
  },
  update_not_assigned: {
    kind: 'not_found',
    title: 'No update is assigned to the device.',
    remedy: '`GET /devices/{uuid}/update/why` tells why.',
  },
  archive_malformed: {
    kind: 'invalid',
    title: 'The body is no whole tar archive, compressed with gzip or not.',
    remedy:
      '`detail` says where it ends or breaks the format; send one archive, from its first byte to its last.',
  },
  archive_entry_forbidden: {
    kind: 'invalid',
    title: 'The archive contains something other than plain files and folders of its own.',
    remedy:
      '`detail` names the entry. Links, devices and sparse files are refused, and so are paths that are absolute, contain `.` or `..`, or occur twice.',
  },
  archive_too_large: {
    kind: 'too_large',
    title: 'The archive unpacks to more than is accepted.',
    remedy:
      '`detail` names the limit: of bytes, of entries, or of how much smaller the compressed form may be. The operator sets all of them.',
  },
  update_content_invalid: {
    kind: 'invalid',
    title: 'The archive holds no update that could be delivered.',
    remedy:
      'It needs `ostree_repo/` with a branch, `apps/`, or both; `detail` says what is missing or wrong. What is not found in it can be given in the query.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** What devices fetch of the update that they are assigned to. */
const downloads = {
  update_file_not_found: {
    kind: 'not_found',
    title: 'The update of this device has no such file.',
    remedy:
      'A device gets the files of the update that is assigned to it, by their exact paths. Agents ask for some that need not be there.',
  },
  too_many_downloads: {
    kind: 'unavailable',
    title: 'This gateway sends as many files as it may.',
    remedy: 'Try again after `Retry-After`. If it lasts, add workers or gateways.',
  },
  registry_not_served: {
    kind: 'not_found',
    title: 'This gateway serves no apps.',
    remedy:
      'It needs the folder of keys that the gateways of an installation share (`MOORGATE_GATEWAY_KEYS_DIR`), and a certificate with a name or an address of its own (`MOORGATE_GATEWAY_URL`).',
  },
  registry_token_invalid: {
    kind: 'unauthenticated',
    title:
      'The token for the registry is missing, has ended, or belongs to a device that may not connect.',
    remedy:
      'Ask for another one at `/app-proxy-url`. A token lasts an hour and ends with the denial of its device or with the key of that device.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Metadata of The Update Framework: what devices trust, and what says which update is theirs. */
const metadata = {
  metadata_invalid: {
    kind: 'invalid',
    title: 'The metadata or a key of it is not what a device would accept.',
    remedy:
      '`detail` says what is wrong: a form, a signature, or a file that another one is not about.',
  },
  metadata_unsignable: {
    kind: 'invalid',
    title: 'The metadata contains what agents would sign in different ways.',
    remedy:
      'Names, tags, hardware ids and apps are printable ASCII, numbers are whole; `detail` shows what is not.',
  },
  metadata_not_found: {
    kind: 'not_found',
    title: 'There is no such metadata.',
    remedy:
      'A device gets it while an update is assigned to it whose tag it asks for; roots are numbered from 1 without a gap.',
  },
  metadata_not_acceptable: {
    kind: 'conflict',
    title: 'A device would refuse the metadata of the update.',
    remedy:
      '`detail` says which device, and whether it would see an older version or roots that it does not know. Upload the update with metadata of the roots that the device has and of higher versions, or have it signed here.',
  },
  target_not_found: {
    kind: 'not_found',
    title: 'There is no such target.',
    remedy: 'The list of targets has the names; one that was pruned is gone.',
  },
  target_exists: {
    kind: 'conflict',
    title: 'There is a target of this name.',
    remedy:
      'A target is never replaced by adding one: somebody else took the version first. Ask for the latest build again, and add targets of the next version.',
  },
  target_version_ahead: {
    kind: 'conflict',
    title: 'The version of a target is above the number of the next build.',
    remedy:
      'The version of a target is the number of a build: that of the change that adds it, or one that was reserved before (`external-builds/`).',
  },
  targets_full: {
    kind: 'conflict',
    title: 'The factory has as many targets as are kept.',
    remedy: 'Prune targets that nobody needs any more; devices that run one go on.',
  },
  target_content_missing: {
    kind: 'not_found',
    title: 'Something that the target is made of is not in the registry of this installation.',
    remedy:
      '`detail` says what. Push it, under the name of the factory, and try again; images of other registries are pushed here first.',
  },
  not_offered: {
    kind: 'not_implemented',
    title: 'This is not offered here.',
    remedy: '`detail` says why, and what takes its place.',
  },
  signing_keys_missing: {
    kind: 'conflict',
    title: 'The factory has no keys to sign metadata with.',
    remedy: 'Make them with `moorgate tuf init`, or take over others with `moorgate tuf import`.',
  },
  signing_keys_exist: {
    kind: 'conflict',
    title: 'The factory has keys and roots already.',
    remedy:
      'Devices may trust them, so they are replaced by a root that follows: `moorgate tuf rotate-root`. Those of another installation are taken over before anything is signed here.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** What devices report. */
const reports = {
  device_update_not_found: {
    kind: 'not_found',
    title: 'The device has reported no event of this update.',
    remedy: 'The list of its updates has the ids; those of the newest 20 are kept.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** OAuth 2: what its flows refuse, beside what everything else does. */
const oauth = {
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

/** Beacons, and levels among people. */
const beacons = {
  beacon_not_found: {
    kind: 'not_found',
    title: 'There is no such beacon.',
    remedy: 'Name its address as it was connected, or its alias.',
  },
  beacon_exists: {
    kind: 'conflict',
    title: 'A beacon of this address is connected already.',
    remedy: 'Have one of its owners let you use it.',
  },
  beacon_alias_taken: {
    kind: 'conflict',
    title: 'The name is that of something else.',
    remedy: 'An alias names one address, and is never the address of a beacon; choose another one.',
  },
  beacon_alias_empty: {
    kind: 'invalid',
    title: 'The alias, or the address that it stands for, is empty.',
    remedy: 'Send the address as a JSON string.',
  },
  beacon_forbidden: {
    kind: 'forbidden',
    title: 'What may be done with the beacon is not enough for this.',
    remedy:
      'Changing a beacon needs level 1 on it; nobody gives more than they have, and only an owner changes what another owner may do.',
  },
  beacon_owner_last: {
    kind: 'conflict',
    title: 'The beacon would have no owner.',
    remedy:
      'Make somebody else an owner first; with level 1 among people, `force=true` does without.',
  },
  beacon_address_forbidden: {
    kind: 'forbidden',
    title: 'The policy of this installation forbids the address of the beacon.',
    remedy:
      'The operator sets in which networks beacons may be (`MOORGATE_BEACON_NETWORKS`, `MOORGATE_BEACON_REFUSED_NETWORKS`).',
  },
  beacon_call_failed: {
    kind: 'unavailable',
    title: 'The beacon did not answer as a beacon does.',
    remedy: 'Compare the address and the token; the log of the beacon shows whether it was asked.',
  },
  user_level_too_low: {
    kind: 'forbidden',
    title: 'The level of whoever asks is not high enough.',
    remedy: 'Creating people needs level 1, and nobody gives a level above their own.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Builds, their runs, and the runners that execute them. */
const builds = {
  build_not_found: {
    kind: 'not_found',
    title: 'There is no such build, run or artifact.',
    remedy: 'The list of builds shows their numbers, a build its runs, and a run its artifacts.',
  },
  build_definition_invalid: {
    kind: 'invalid',
    title: 'The project definition of the build cannot be used.',
    remedy: '`detail` and `errors` name the fields that are wrong, or not offered here.',
  },
  build_not_complete: {
    kind: 'invalid',
    title: 'The build has not passed, or the run has not ended.',
    remedy:
      'Wait until it is complete. What is promoted has passed; what is started again has ended.',
  },
  build_ended: {
    kind: 'conflict',
    title: 'The build, or the run, has ended: there is nothing to cancel.',
    remedy: 'Start it again if it is to be repeated.',
  },
  build_trigger_not_found: {
    kind: 'not_found',
    title: 'There is no such trigger.',
    remedy: 'The list of triggers shows their numbers.',
  },
  run_lease_lost: {
    kind: 'conflict',
    title: 'The run is not, or not any more, that of this runner.',
    remedy:
      'Nothing was heard of the runner for the time of its lease, the run has ended, or somebody has begun it anew. A runner ends the run and forgets it.',
  },
  run_console_misplaced: {
    kind: 'conflict',
    title: 'The console of the run does not end where this piece begins.',
    remedy: 'Go on at the byte that `bytes` of the answer names.',
  },
  run_console_full: {
    kind: 'too_large',
    title: 'The console of the run is full.',
    remedy:
      'Nothing more of it is stored; the run goes on. What is large belongs into an artifact.',
  },
  run_artifact_path_invalid: {
    kind: 'invalid',
    title: 'This can be no path of an artifact.',
    remedy:
      'A path has at most 32 segments of `A-Z a-z 0-9 . _ @ + -`, none of dots alone, and 1,024 bytes; what is a file is no folder.',
  },
  run_artifacts_exhausted: {
    kind: 'too_large',
    title: 'The run has no room for this artifact.',
    remedy: '`detail` names the limit: of artifacts of a run, or of their bytes together.',
  },
  runner_not_found: {
    kind: 'not_found',
    title: 'There is no such runner.',
    remedy: 'The list of runners shows their ids.',
  },
  runner_exists: {
    kind: 'conflict',
    title: 'There is a runner of this name, or there are as many as there may be.',
    remedy: 'Choose another name, or delete the runner that has it.',
  },
  webhook_address_forbidden: {
    kind: 'forbidden',
    title: 'The policy of this installation forbids the address of the webhook.',
    remedy:
      'The operator sets in which networks webhooks may be (`MOORGATE_WEBHOOK_NETWORKS`, `MOORGATE_WEBHOOK_REFUSED_NETWORKS`).',
  },
  webhook_call_failed: {
    kind: 'unavailable',
    title: 'The webhook did not accept the message.',
    remedy:
      'It has to answer with a status from 200 to 299 within 15 seconds, and without a redirect.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Container images. */
const containers = {
  registry_unavailable: {
    kind: 'unavailable',
    title: 'The registry of container images does not answer.',
    remedy: 'Try again after `Retry-After`; the operator finds the cause in its log.',
  },
  registry_absent: {
    kind: 'unavailable',
    title: 'This installation has no registry of container images.',
    remedy:
      'The operator installs `docker-registry` 2.8 where `moorgate up` runs, or names a registry in `MOORGATE_REGISTRY_URL`.',
  },
  registry_collecting: {
    kind: 'unavailable',
    title: 'The registry collects garbage, and takes nothing meanwhile; it can be read.',
    remedy: 'Push again after `Retry-After`.',
  },
  registry_token_too_narrow: {
    kind: 'unauthenticated',
    title: 'The token for the registry was not asked for with this action.',
    remedy: 'Ask the realm that `WWW-Authenticate` names for the scope that it names.',
  },
  registry_catalog_denied: {
    kind: 'forbidden',
    title: 'The catalogue of all repositories is shown to nobody here.',
    remedy: 'Use `GET /v1/containers/repositories`.',
  },
  registry_operation_unsupported: {
    kind: 'method_not_allowed',
    title: 'The registry does not do that.',
    remedy:
      'Delete manifests by their digests; what nothing names any more goes with a collection.',
  },
  repository_name_invalid: {
    kind: 'invalid',
    title: 'The path is none of a repository of container images.',
    remedy:
      'Names are a factory and more, in lower case, with single slashes: `acme/app`; nothing in them is encoded.',
  },
  repository_not_found: {
    kind: 'not_found',
    title: 'There is no such repository of container images.',
    remedy: 'The list of repositories has the names, each without its factory.',
  },
  manifest_not_found: {
    kind: 'not_found',
    title: 'The repository has no such tag or manifest.',
    remedy: 'The list of its tags shows which it has.',
  },
  manifest_in_use: {
    kind: 'conflict',
    title: 'A target names this manifest.',
    remedy: 'Remove the target first; devices would not find the image any more.',
  },
  collection_running: {
    kind: 'conflict',
    title: 'A collection of the registry runs already.',
    remedy: 'Ask for its state, and begin another one when it has ended.',
  },
  collection_not_offered: {
    kind: 'unavailable',
    title: 'The registry is not one that this installation keeps.',
    remedy: 'Collect garbage where the registry runs, while nobody writes to it.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** About the Git repositories of a factory. */
const source = {
  source_not_served: {
    kind: 'unavailable',
    title: 'This server serves no Git repositories.',
    remedy:
      'The operator installs git and sets `MOORGATE_GIT_DIR`; the log of the start says what is missing.',
  },
  too_many_git_requests: {
    kind: 'unavailable',
    title: 'As many clones, fetches and pushes run as may.',
    remedy: 'Try again after `Retry-After`. If it lasts, raise `MOORGATE_GIT_EXCHANGES`.',
  },
  git_repository_not_found: {
    kind: 'not_found',
    title: 'The factory has no such Git repository.',
    remedy: 'The list of repositories has the names; its address ends in `.git`.',
  },
  git_repository_exists: {
    kind: 'conflict',
    title: 'The factory has a Git repository of this name.',
    remedy: 'Choose another name, or use the one that is there.',
  },
  too_many_git_repositories: {
    kind: 'conflict',
    title: 'The factory has as many Git repositories as it may.',
    remedy: 'Delete those that nobody uses.',
  },
  dumb_protocol_refused: {
    kind: 'forbidden',
    title: 'Only the smart protocol of Git is served.',
    remedy: 'Clone with a Git that is not older than 1.6.6.',
  },
  push_refused: {
    kind: 'forbidden',
    title: 'A push asked for references that its sender may not move.',
    remedy: 'What Git prints after `remote:` names the reference and the scope that is missing.',
  },
  source_file_too_large: {
    kind: 'too_large',
    title: 'The file is larger than what is read here.',
    remedy: 'Clone the repository, or download the file.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** What a runner tells of itself and of the runs that it executes. */
const runner = {
  runner_no_isolation: {
    kind: 'unavailable',
    title: 'This runner cannot keep scripts apart from its host, so it executes none.',
    remedy:
      'Give it a container engine, or start it as root on a Linux host that has bubblewrap and util-linux. `detail` says what is missing for each.',
  },
  runner_work_folder_taken: {
    kind: 'conflict',
    title: 'Another runner works in this folder.',
    remedy: 'Stop it, or give this one a folder of its own; one runner can have several slots.',
  },
  runner_work_folder_closed: {
    kind: 'unavailable',
    title: 'Users of runs cannot pass through to the work folder of this runner.',
    remedy:
      'Every folder above it needs the right to be passed through (`chmod o+x`), or choose another place, `/var/lib/moorgate-runner` for example.',
  },
  runner_users_exhausted: {
    kind: 'unavailable',
    title: 'Every user id that this runner may give to a run is in use.',
    remedy: 'Widen the range (`MOORGATE_RUNNER_USERS`).',
  },
  run_source_unavailable: {
    kind: 'unavailable',
    title: 'The sources of the run cannot be had.',
    remedy:
      'The console has what git said. The commit may have been removed from the repository since, or the server was away.',
  },
  run_image_unavailable: {
    kind: 'unavailable',
    title: 'The image that the script runs in cannot be had.',
    remedy: 'The console has what the engine said. Push the image to the registry of the factory.',
  },
  app_unusable: {
    kind: 'unprocessable',
    title: 'A folder of the workspace cannot be made into an app.',
    remedy: '`detail` says which, and what is wrong with it.',
  },
  registry_refused: {
    kind: 'unavailable',
    title: 'The registry did not take what was pushed.',
    remedy: '`detail` has its answer. A run may push to the repositories of its own factory.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Every code, by name. */
export const catalogue = {
  ...request,
  ...service,
  ...access,
  ...identities,
  ...tokens,
  ...devices,
  ...signing,
  ...configurations,
  ...deviceTests,
  ...updates,
  ...downloads,
  ...metadata,
  ...reports,
  ...oauth,
  ...beacons,
  ...source,
  ...containers,
  ...builds,
  ...runner,
  ...admission,
} as const;

/** A key of the catalogue. */
export type ErrorCode = keyof typeof catalogue;

/** A refusal at the handshake. */
export type RefusalCode = keyof typeof admission;

/** Every refusal at the handshake. */
export const refusalCodes = Object.keys(admission) as RefusalCode[];

/** The row of a code. */
export const describeError = (code: ErrorCode): CatalogueEntry => catalogue[code];
