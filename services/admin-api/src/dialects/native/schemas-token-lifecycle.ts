/** The wire shapes of what happens to tokens: new secrets, and revocations of many at once. */
import { UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { ScopeSchema, UsernameSchema } from './schemas.ts';
import { TokenDialectSchema } from './schemas-tokens.ts';

/** How long the old secret lives on. */
export const RotationSchema = Type.Object(
  {
    overlap: Type.Optional(
      Type.String({
        pattern: '^[0-9]{1,7}[smhd]$',
        description:
          'How long the secrets that there are stay valid: a number with `s`, `m`, `h` or `d`, up to 30 days; `24h` unless said.',
      }),
    ),
  },
  { $id: 'TokenRotation', additionalProperties: false },
);

/** A token with a new secret. */
export const RotatedTokenSchema = Type.Object(
  {
    id: Type.String(),
    token: Type.String({
      description: 'What its holder sends from now on; it is shown this once.',
    }),
    version: Type.Integer({ description: 'How many secrets the token has had.' }),
    'overlap-ends-at': Type.Integer({
      description: 'Seconds since 1970-01-01T00:00:00Z: when the secrets before it end.',
    }),
  },
  { $id: 'RotatedToken', description: 'A token with a new secret.' },
);
export type RotatedTokenBody = Static<typeof RotatedTokenSchema>;

/** What the tokens to be revoked have in common. */
export const BulkRevocationSchema = Type.Object(
  {
    user: Type.Optional({
      ...UsernameSchema,
      description: 'The owner: a user or a service account.',
    }),
    dialect: Type.Optional(TokenDialectSchema),
    scope: Type.Optional({
      ...ScopeSchema,
      description: 'Tokens that have it, by name or because another scope implies it.',
    }),
    'created-before': Type.Optional(UnixSecondsSchema),
    family: Type.Optional(
      Type.String({
        pattern: '^[0-9a-hjkmnp-tv-z]{13}$',
        description: 'The token that their line of descent begins with.',
      }),
    ),
    'dry-run': Type.Optional(Type.Boolean({ description: 'True: only count.' })),
  },
  {
    $id: 'BulkRevocation',
    additionalProperties: false,
    description: 'Tokens are revoked that fit everything that is named; something must be.',
  },
);

/** How many tokens were revoked. */
export const BulkRevocationResultSchema = Type.Object(
  {
    count: Type.Integer({ description: 'Of tokens that had not ended.' }),
    'dry-run': Type.Boolean({ description: 'True: they were only counted.' }),
  },
  { $id: 'BulkRevocationResult' },
);
