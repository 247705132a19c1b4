/** Shapes of requests and answers about login providers and identities. */
import { Type } from 'typebox';
import { UsernameSchema } from './schemas.ts';

const ProviderIdSchema = Type.String({
  pattern: '^[a-z0-9][a-z0-9-]{0,30}$',
  description: 'The id of a login provider.',
});

export const ProviderParamsSchema = Type.Object({ provider: ProviderIdSchema });

export const UserProviderParamsSchema = Type.Object({
  username: UsernameSchema,
  provider: ProviderIdSchema,
});

const SecondsSchema = Type.Integer({ description: 'Seconds since 1970-01-01T00:00:00Z.' });

export const LoginProviderSchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(['oidc', 'google', 'github']),
    title: Type.String({ description: 'How people know it.' }),
    'login-path': Type.String({
      description: 'Where a browser begins; `return-to` in its query names a path to go to then.',
    }),
  },
  { $id: 'LoginProvider', description: 'Where people prove who they are.' },
);

export const IdentitySchema = Type.Object(
  {
    provider: Type.String(),
    subject: Type.String({ description: 'What the provider calls the person for ever.' }),
    login: Type.String({ description: 'How the person was called there at the last login.' }),
    'linked-at': SecondsSchema,
    'last-login-at': Type.Union([SecondsSchema, Type.Null()]),
  },
  { $id: 'Identity', description: 'Who an account is at a login provider.' },
);
