/** Shapes of requests and answers about people, tokens and sessions. */
import { Type } from 'typebox';

const SecondsSchema = Type.Integer({ description: 'Seconds since 1970-01-01T00:00:00Z.' });
const SecondsOrNullSchema = Type.Union([SecondsSchema, Type.Null()]);

export const ScopeSchema = Type.String({
  pattern: '^[a-z]+:[a-z-]+$',
  maxLength: 64,
  description: 'A scope, such as `devices:read`.',
});

export const ScopesSchema = Type.Array(ScopeSchema, { maxItems: 64, uniqueItems: true });

/** The scopes of a user, read and replaced as a whole. */
export const UserScopesSchema = Type.Object(
  { scopes: ScopesSchema },
  { additionalProperties: false, $id: 'UserScopes' },
);

export const UsernameSchema = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$',
  description: 'A letter or digit, then up to 63 letters, digits and `. _ @ -`.',
});

/** A password as it is sent: how long a new one must be is the use case’s rule. */
export const PasswordSchema = Type.String({
  minLength: 1,
  maxLength: 1024,
  description:
    'New passwords have 12 characters at least, unless the installation has other rules, and 1,024 bytes at most; those that everybody tries first are refused.',
});

export const UsernameParamsSchema = Type.Object({ username: UsernameSchema });

export const TokenIdParamsSchema = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-hjkmnp-tv-z]{13}$',
    description: 'The public part of a token: its third field.',
  }),
});

export const UserSchema = Type.Object(
  {
    username: Type.String(),
    scopes: Type.Array(Type.String()),
    roles: Type.Array(Type.String(), { description: 'From operators and from login providers.' }),
    'created-at': SecondsSchema,
    'created-by': Type.String(),
    'password-changed-at': SecondsOrNullSchema,
    'deactivated-at': SecondsOrNullSchema,
  },
  {
    $id: 'User',
    description:
      'A user. Without a password `password-changed-at` is null; so is `deactivated-at` while the account is in use.',
  },
);

export const SelfSchema = Type.Object(
  {
    username: Type.String(),
    scopes: Type.Array(Type.String(), {
      description: 'What this credential may do now, for whichever devices.',
    }),
    grants: Type.Array(
      Type.Object({
        scopes: Type.Array(Type.String()),
        groups: Type.Union([Type.Array(Type.String()), Type.Null()]),
      }),
      { description: 'The same by groups of devices; null for every device, and what is none.' },
    ),
    credential: Type.Object({
      kind: Type.Union([Type.Literal('token'), Type.Literal('session')]),
      id: Type.String(),
    }),
  },
  { $id: 'Self', description: 'Who asks.' },
);

export const SessionSchema = Type.Object(
  { username: Type.String(), 'expires-at': SecondsSchema },
  { $id: 'Session', description: 'A session; its secret is in the cookie alone.' },
);
