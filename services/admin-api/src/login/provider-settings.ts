/** What the operator says about the providers that people log in with. */
import { Type } from 'typebox';

const names = Type.Array(Type.String({ minLength: 1, maxLength: 255 }), { maxItems: 1_000 });

/** One provider; which members a kind takes is checked where they are read. */
export const ProviderSettingsSchema = Type.Object(
  {
    id: Type.String({
      pattern: '^[a-z0-9][a-z0-9-]{0,30}$',
      description: 'What accounts and paths call it; another id is another provider.',
    }),
    kind: Type.Enum(['oidc', 'google', 'github']),
    title: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 80,
        description: 'What people read; the id unless said.',
      }),
    ),
    issuer: Type.Optional(Type.String({ format: 'uri', maxLength: 2048 })),
    'api-url': Type.Optional(Type.String({ format: 'uri', maxLength: 2048 })),
    'client-id': Type.String({ minLength: 1, maxLength: 255 }),
    'client-secret': Type.Optional(Type.String({ minLength: 1, maxLength: 4096 })),
    'client-secret-file': Type.Optional(Type.String({ minLength: 1 })),
    'client-authentication': Type.Optional(
      Type.Enum(['client_secret_basic', 'client_secret_post']),
    ),
    scopes: Type.Optional(
      Type.Array(Type.String({ pattern: '^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$' }), { maxItems: 50 }),
    ),
    'login-claim': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    'group-claim': Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    'group-roles': Type.Optional(Type.Record(Type.String(), names)),
    'unknown-people': Type.Optional(
      Type.Object(
        {
          policy: Type.Enum(['refuse', 'create']),
          roles: Type.Optional(names),
          scopes: Type.Optional(names),
        },
        { additionalProperties: false },
      ),
    ),
    'allowed-domains': Type.Optional(names),
    'allowed-orgs': Type.Optional(names),
    'accounts-with-password': Type.Optional(Type.Boolean()),
    'allow-insecure-issuer': Type.Optional(Type.Boolean()),
  },
  { additionalProperties: false },
);

/** The whole file. */
export const ProviderFileSchema = Type.Object(
  { providers: Type.Array(ProviderSettingsSchema, { maxItems: 50 }) },
  { additionalProperties: false },
);

/** One entry of the file, as it is written. */
export type ProviderSettings = Type.Static<typeof ProviderSettingsSchema>;
