/** The wire shapes of application credentials: the clients of OAuth 2. */
import { CursorSchema, PageSizeSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { UsernameSchema } from './schemas.ts';
import { TokenChangeSchema, TokenRequestSchema, TokenSchema } from './schemas-tokens.ts';

const redirectUrisSchema = Type.Array(Type.String({ maxLength: 2_000 }), {
  maxItems: 20,
  uniqueItems: true,
  description:
    'Where authorization codes may be sent to: `https`, `http` on the same machine, or the scheme of an app.',
});
const thumbprintSchema = Type.Union(
  [Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }), Type.Null()],
  {
    description:
      'SHA-256, in base64url, of a certificate with which the client may prove who it is in place of the secret (RFC 8705).',
  },
);
const requiresBindingSchema = Type.Boolean({
  description: 'True: what the client gets is bound to a key that it shows, or it gets nothing.',
});

const askedTerms = {
  'redirect-uris': Type.Optional(redirectUrisSchema),
  'certificate-thumbprint': Type.Optional(thumbprintSchema),
  'requires-binding': Type.Optional(requiresBindingSchema),
};

const asked = TokenRequestSchema.properties;

/** The fields of a new application credential. */
export const ApplicationCredentialRequestSchema = Type.Object(
  {
    name: asked.name,
    scopes: asked.scopes,
    note: asked.note,
    groups: asked.groups,
    cidrs: asked.cidrs,
    'rate-limit': asked['rate-limit'],
    'expires-at': asked['expires-at'],
    public: Type.Optional(
      Type.Boolean({
        description: 'True for an app on somebody’s own machine, which cannot keep a secret.',
      }),
    ),
    ...askedTerms,
  },
  { $id: 'ApplicationCredentialRequest', additionalProperties: false },
);
export type ApplicationCredentialRequestBody = Static<typeof ApplicationCredentialRequestSchema>;

/** What may be changed of an application credential. */
export const ApplicationCredentialChangeSchema = Type.Object(
  { ...TokenChangeSchema.properties, ...askedTerms },
  { $id: 'ApplicationCredentialChange', additionalProperties: false },
);
export type ApplicationCredentialChangeBody = Static<typeof ApplicationCredentialChangeSchema>;

/** Which application credentials, and which page of them. */
export const ApplicationCredentialListQuerySchema = Type.Object({
  user: Type.Optional({
    ...UsernameSchema,
    description: 'The owner: a user or a service account; whoever asks, unless said.',
  }),
  'all-owners': Type.Optional(
    Type.Boolean({ description: 'True: those of everybody, where no `user` is named.' }),
  ),
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});
export type ApplicationCredentialListQuery = Static<typeof ApplicationCredentialListQuerySchema>;

const shown = TokenSchema.properties;

const credentialFields = {
  id: Type.String({ description: 'The client id.' }),
  owner: shown.owner,
  state: shown.state,
  name: shown.name,
  note: shown.note,
  scopes: shown.scopes,
  groups: shown.groups,
  cidrs: shown.cidrs,
  'rate-limit': shown['rate-limit'],
  public: Type.Boolean({ description: 'True for a client without a secret.' }),
  'redirect-uris': redirectUrisSchema,
  'certificate-thumbprint': thumbprintSchema,
  'requires-binding': requiresBindingSchema,
  parent: shown.parent,
  'created-at': shown['created-at'],
  'created-by': shown['created-by'],
  'expires-at': shown['expires-at'],
  'last-used-at': shown['last-used-at'],
  'last-used-from': shown['last-used-from'],
  'disabled-at': shown['disabled-at'],
  'disabled-by': shown['disabled-by'],
  'disable-reason': shown['disable-reason'],
  'revoked-at': shown['revoked-at'],
  'revoked-by': shown['revoked-by'],
  'revoke-reason': shown['revoke-reason'],
};

/** An application credential, without its secret. */
export const ApplicationCredentialSchema = Type.Object(credentialFields, {
  $id: 'ApplicationCredential',
  description: 'A client of OAuth 2, without its secret.',
});
export type ApplicationCredentialBody = Static<typeof ApplicationCredentialSchema>;

/** A new application credential. */
export const IssuedApplicationCredentialSchema = Type.Object(
  {
    ...credentialFields,
    'client-secret': Type.Union([Type.String(), Type.Null()], {
      description: 'What the client proves with who it is; shown this once. Null: it is public.',
    }),
  },
  { $id: 'IssuedApplicationCredential', description: 'A new client of OAuth 2.' },
);
export type IssuedApplicationCredentialBody = Static<typeof IssuedApplicationCredentialSchema>;

/** An application credential with a new secret. */
export const RotatedApplicationCredentialSchema = Type.Object(
  {
    id: Type.String({ description: 'The client id.' }),
    'client-secret': Type.String({ description: 'Shown this once.' }),
    version: Type.Integer({ description: 'How many secrets the client has had.' }),
    'overlap-ends-at': Type.Integer({
      description: 'Seconds since 1970-01-01T00:00:00Z: when the secrets before it end.',
    }),
  },
  { $id: 'RotatedApplicationCredential', description: 'A client of OAuth 2 with a new secret.' },
);
export type RotatedApplicationCredentialBody = Static<typeof RotatedApplicationCredentialSchema>;
