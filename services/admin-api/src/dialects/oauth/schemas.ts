/** The wire shapes of OAuth 2: forms in, JSON out. */
import { type Static, Type } from 'typebox';

const text = (description: string) => Type.Optional(Type.String({ maxLength: 8_192, description }));

/** What every request of a client may have to prove who it is (RFC 6749, 2.3.1). */
const clientFields = {
  client_id: text('The client; needed where it is not in `Authorization: Basic`.'),
  client_secret: text('Its secret; unless it is in `Authorization: Basic`, or there is none.'),
};

/** A request for tokens; what its grant type does not know is passed over (RFC 6749, 3.2). */
export const TokenRequestFormSchema = Type.Object(
  {
    grant_type: text(
      '`client_credentials`, `refresh_token`, or another one of the metadata of this server.',
    ),
    ...clientFields,
    scope: text('Scopes with spaces between them; all that there are to have, unless said.'),
    refresh_token: text('For `refresh_token`: the last one that was issued.'),
    code: text('For `authorization_code`.'),
    redirect_uri: text('For `authorization_code`.'),
    code_verifier: text('For `authorization_code` (RFC 7636).'),
    device_code: text('For the grant type of devices (RFC 8628).'),
    subject_token: text('For the exchange of tokens (RFC 8693).'),
    subject_token_type: text('What the subject token is.'),
    actor_token: text('The token of whoever acts for the subject.'),
    actor_token_type: text('What the actor token is.'),
    requested_token_type: text('What is to be issued.'),
    resource: text('Where the token is to be used; there is one place.'),
    audience: text('For whom the token is to be; there is one place.'),
  },
  { $id: 'OAuthTokenRequest' },
);
export type TokenRequestForm = Static<typeof TokenRequestFormSchema>;

/** What a client gets (RFC 6749, 5.1). */
export const TokenResponseSchema = Type.Object(
  {
    access_token: Type.String({ description: 'Good for `expires_in` seconds; shown this once.' }),
    token_type: Type.Union([Type.Literal('Bearer'), Type.Literal('DPoP')], {
      description: 'How it is sent; `DPoP` for one that is bound to a key of proofs (RFC 9449).',
    }),
    expires_in: Type.Integer({ description: 'Seconds.' }),
    refresh_token: Type.Optional(
      Type.String({ description: 'In place of the one before, which is good for a minute more.' }),
    ),
    scope: Type.String({
      description:
        'What was granted. Under `/oauth/` each scope begins with the name of the factory.',
    }),
    orgs: Type.Array(Type.Object({ name: Type.String() }), {
      description: 'The factory of this installation.',
    }),
    issued_token_type: Type.Optional(Type.String({ description: 'After an exchange.' })),
  },
  { $id: 'OAuthTokenResponse' },
);
export type TokenResponse = Static<typeof TokenResponseSchema>;

/** What a device, or a program without a browser of its own, asks for (RFC 8628, 3.1). */
export const DeviceAuthorizationFormSchema = Type.Object(
  {
    ...clientFields,
    client_id: text('The client; the UUID of a device that registers.'),
    scope: text(
      'Scopes with spaces between them; `<factory>:devices:create` for a device that registers.',
    ),
  },
  { $id: 'OAuthDeviceAuthorizationRequest' },
);

/** The codes of a device that waits (RFC 8628, 3.2). */
export const DeviceAuthorizationSchema = Type.Object(
  {
    device_code: Type.String({ description: 'What the device asks again with; shown this once.' }),
    user_code: Type.String({ description: 'What a person types, as in `BCDF-GHJK`.' }),
    verification_uri: Type.String({ description: 'Where the person types it.' }),
    verification_uri_complete: Type.String({ description: 'The same with the code in it.' }),
    expires_in: Type.Integer({ description: 'Seconds for which both codes are good.' }),
    interval: Type.Integer({ description: 'Seconds between two questions.' }),
  },
  { $id: 'OAuthDeviceAuthorization' },
);

/** A token, as somebody asks about it (RFC 7009, 2.1; RFC 7662, 2.1). */
export const ShownTokenFormSchema = Type.Object(
  {
    token: Type.String({ minLength: 1, maxLength: 8_192, description: 'The token.' }),
    token_type_hint: text('Not needed: a token says itself what it is.'),
    ...clientFields,
  },
  { $id: 'OAuthShownToken' },
);
export type ShownTokenForm = Static<typeof ShownTokenFormSchema>;

const confirmationSchema = Type.Record(Type.String(), Type.String(), {
  description: 'The key that it is bound to (RFC 7800): `x5t#S256` or `jkt`.',
});

/** What a token is worth (RFC 7662, 2.2); of one that is not good, nothing but that. */
export const IntrospectionSchema = Type.Object(
  {
    active: Type.Boolean(),
    scope: Type.Optional(Type.String({ description: 'What it allows now.' })),
    client_id: Type.Optional(Type.String()),
    username: Type.Optional(Type.String()),
    token_type: Type.Optional(Type.String()),
    exp: Type.Optional(Type.Integer()),
    iat: Type.Optional(Type.Integer()),
    nbf: Type.Optional(Type.Integer()),
    sub: Type.Optional(Type.String({ description: 'The id of the account.' })),
    iss: Type.Optional(Type.String()),
    jti: Type.Optional(Type.String({ description: 'The public part of the token.' })),
    cnf: Type.Optional(confirmationSchema),
    act: Type.Optional(Type.Unsafe<object>({ type: 'object', description: 'Who acts.' })),
  },
  { $id: 'OAuthIntrospection' },
);
export type Introspection = Static<typeof IntrospectionSchema>;

const listOfText = Type.Array(Type.String());
const aliasesSchema = Type.Record(Type.String(), Type.String());

/** What a client has to know of this server (RFC 8414, 2; RFC 8705, 5; RFC 9449, 5.1). */
export const ServerMetadataSchema = Type.Object(
  {
    issuer: Type.String(),
    authorization_endpoint: Type.String(),
    token_endpoint: Type.String(),
    device_authorization_endpoint: Type.String(),
    revocation_endpoint: Type.String(),
    introspection_endpoint: Type.String(),
    scopes_supported: listOfText,
    response_types_supported: listOfText,
    response_modes_supported: listOfText,
    grant_types_supported: listOfText,
    token_endpoint_auth_methods_supported: listOfText,
    revocation_endpoint_auth_methods_supported: listOfText,
    introspection_endpoint_auth_methods_supported: listOfText,
    code_challenge_methods_supported: listOfText,
    authorization_response_iss_parameter_supported: Type.Boolean(),
    dpop_signing_alg_values_supported: listOfText,
    tls_client_certificate_bound_access_tokens: Type.Boolean(),
    mtls_endpoint_aliases: Type.Optional(aliasesSchema),
  },
  { $id: 'OAuthServerMetadata' },
);
export type ServerMetadata = Static<typeof ServerMetadataSchema>;

/** What a client has to know of the API behind this server (RFC 9728, 2). */
export const ResourceMetadataSchema = Type.Object(
  {
    resource: Type.String(),
    authorization_servers: listOfText,
    scopes_supported: listOfText,
    bearer_methods_supported: listOfText,
    tls_client_certificate_bound_access_tokens: Type.Boolean(),
    dpop_signing_alg_values_supported: listOfText,
    dpop_bound_access_tokens_required: Type.Boolean(),
    resource_name: Type.String(),
  },
  { $id: 'OAuthResourceMetadata' },
);

/** An error (RFC 6749, 5.2). */
export const OAuthErrorSchema = Type.Object(
  { error: Type.String(), error_description: Type.String() },
  { $id: 'OAuthError' },
);
