/** The wire shapes of tokens. */
import { rateLimitBounds } from '@moorgate/auth';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { ScopeSchema, ScopesSchema, UsernameSchema } from './schemas.ts';

const secondsOrNull = (description: string) =>
  Type.Union([Type.Integer({ description: 'Seconds since 1970-01-01T00:00:00Z.' }), Type.Null()], {
    description,
  });
const textOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });
const listOrNull = (description: string) =>
  Type.Union([Type.Array(Type.String()), Type.Null()], { description });

/** What a list of tokens calls one. */
export const TokenNameSchema = Type.String({
  pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
  maxLength: 80,
  description: 'What the list of tokens calls it.',
});

const noteSchema = Type.String({
  maxLength: 1000,
  description: 'Whatever its owner wants to remember, in lines of text.',
});
const groupsSchema = Type.Array(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$' }), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  description:
    'The only groups whose devices it is for. With it the token reaches nothing that is in no group.',
});
const cidrsSchema = Type.Array(Type.String({ pattern: '^[0-9A-Fa-f:.]{2,45}(?:/[0-9]{1,3})?$' }), {
  minItems: 1,
  maxItems: 100,
  uniqueItems: true,
  description: 'The only addresses and networks that it may be used from, such as `10.0.0.0/8`.',
});

const { perSecondMin, perSecondMax, burstMax } = rateLimitBounds;
const perSecondSchema = Type.Number({
  minimum: perSecondMin,
  maximum: perSecondMax,
  description: 'Requests in a second; 0.01 is one in a hundred seconds.',
});
const burstSchema = Type.Integer({
  minimum: 1,
  maximum: burstMax,
  description: 'How many may come at once after a rest.',
});
const askedRateLimitSchema = Type.Object(
  {
    'per-second': perSecondSchema,
    burst: Type.Optional({
      ...burstSchema,
      description: 'How many may come at once after a rest; those of two seconds, unless said.',
    }),
  },
  {
    additionalProperties: false,
    description:
      'How many requests it is good for at each instance. No token has more than the installation serves to any.',
  },
);

/** The API that a token was made for. */
export const TokenDialectSchema = Type.String({
  pattern: '^[a-z0-9-]{1,32}$',
  description: 'The API that they were made for.',
});

/** The fields of a new token. */
export const TokenRequestSchema = Type.Object(
  {
    name: TokenNameSchema,
    scopes: ScopesSchema,
    note: Type.Optional(noteSchema),
    groups: Type.Optional(groupsSchema),
    cidrs: Type.Optional(cidrsSchema),
    'rate-limit': Type.Optional(askedRateLimitSchema),
    'max-uses': Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000_000,
        description: 'How many requests it is good for; as many as come, unless said.',
      }),
    ),
    'not-before': Type.Optional({
      ...UnixSecondsSchema,
      description: 'Unix seconds: when it begins to be accepted; at once, unless said.',
    }),
    'expires-at': Type.Optional({
      ...UnixSecondsSchema,
      description: 'Unix seconds: two years from now at most, a year from now unless said.',
    }),
  },
  { $id: 'TokenRequest', additionalProperties: false },
);
export type TokenRequestBody = Static<typeof TokenRequestSchema>;

/** What may be changed of a token. */
export const TokenChangeSchema = Type.Object(
  {
    name: Type.Optional(TokenNameSchema),
    note: Type.Optional(
      Type.Union([noteSchema, Type.Null()], { description: 'Null takes it away.' }),
    ),
    scopes: Type.Optional(ScopesSchema),
    groups: Type.Optional(groupsSchema),
    cidrs: Type.Optional(cidrsSchema),
    'rate-limit': Type.Optional(askedRateLimitSchema),
    disabled: Type.Optional(
      Type.Boolean({ description: 'True: refused until it is set to false again.' }),
    ),
  },
  { $id: 'TokenChange', additionalProperties: false },
);
export type TokenChangeBody = Static<typeof TokenChangeSchema>;

const states = ['active', 'expired', 'revoked', 'disabled'] as const;

/** Which tokens, and which page of them. */
export const TokenListQuerySchema = Type.Object({
  user: Type.Optional({
    ...UsernameSchema,
    description: 'The owner: a user or a service account; whoever asks, unless said.',
  }),
  'all-owners': Type.Optional(
    Type.Boolean({ description: 'True: those of everybody, where no `user` is named.' }),
  ),
  dialect: Type.Optional(TokenDialectSchema),
  scope: Type.Optional({
    ...ScopeSchema,
    description: 'Tokens that have it, by name or because another scope implies it.',
  }),
  'created-before': Type.Optional({
    ...UnixSecondsSchema,
    description: 'Unix seconds: only those created before.',
  }),
  state: Type.Optional(
    oneOf(states, { description: 'What is used up as often as it may be counts as expired.' }),
  ),
  'used-since': Type.Optional({
    ...UnixSecondsSchema,
    description: 'Unix seconds: only those used then or later.',
  }),
  'unused-since': Type.Optional({
    ...UnixSecondsSchema,
    description: 'Unix seconds: only those made before then, and not used then or later.',
  }),
  search: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 80,
      description: 'A part of the name or the note, in any case.',
    }),
  ),
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});
export type TokenListQuery = Static<typeof TokenListQuerySchema>;

const limitFields = {
  scopes: Type.Array(Type.String()),
  groups: listOrNull('The only groups whose devices it is for; null: no limit.'),
  cidrs: listOrNull('The only networks that it may be used from; null: no limit.'),
  'rate-limit': Type.Union(
    [Type.Object({ 'per-second': perSecondSchema, burst: burstSchema }), Type.Null()],
    { description: 'How many requests it is good for; null: as many as any other.' },
  ),
  'max-uses': Type.Union([Type.Integer(), Type.Null()], {
    description: 'How many requests it is good for; null: no limit.',
  }),
};

/** A token, without its secret. */
export const TokenSchema = Type.Object(
  {
    id: Type.String(),
    kind: Type.String({
      description:
        'pat: of a user; svc: of a service account; app: the secret of a client of OAuth 2; ort, oac: its refresh and access tokens.',
    }),
    owner: Type.String(),
    dialect: Type.String({ description: 'The API that it was made for.' }),
    state: oneOf(states),
    name: Type.String(),
    note: textOrNull('Whatever its owner wants to remember.'),
    ...limitFields,
    uses: Type.Integer({ description: 'How often it was used, where it has a number of uses.' }),
    parent: textOrNull('The token that it was made with.'),
    family: Type.String({ description: 'The token that its line of descent begins with.' }),
    'created-at': Type.Integer({ description: 'Seconds since 1970-01-01T00:00:00Z.' }),
    'created-by': Type.String(),
    'not-before': secondsOrNull('When it begins to be accepted; null: from its creation on.'),
    'expires-at': secondsOrNull('Null: never.'),
    'last-used-at': secondsOrNull('Null: never. Up to ten seconds behind.'),
    'last-used-from': textOrNull('The address.'),
    'disabled-at': secondsOrNull('Null: it is not disabled.'),
    'disabled-by': textOrNull('Who disabled it.'),
    'disable-reason': Type.Union(
      [oneOf(['owner', 'administrator', 'parent', 'unused']), Type.Null()],
      {
        description:
          'parent: the token that it was made with was disabled; unused: nobody used it for long.',
      },
    ),
    'revoked-at': secondsOrNull('Null: it is not revoked.'),
    'revoked-by': textOrNull('Who revoked it.'),
    'revoke-reason': textOrNull('Why it was revoked.'),
  },
  { $id: 'Token', description: 'A token without its secret.' },
);
export type TokenBody = Static<typeof TokenSchema>;

/** A new token, or a new secret of one. */
export const IssuedTokenSchema = Type.Object(
  {
    id: Type.String(),
    token: Type.String({ description: 'What its holder sends; it is shown this once.' }),
    owner: Type.String(),
    name: Type.String(),
    note: textOrNull('Whatever its owner wants to remember.'),
    ...limitFields,
    'created-at': Type.Integer({ description: 'Seconds since 1970-01-01T00:00:00Z.' }),
    'not-before': secondsOrNull('When it begins to be accepted; null: at once.'),
    'expires-at': Type.Integer({ description: 'Seconds since 1970-01-01T00:00:00Z.' }),
  },
  { $id: 'IssuedToken', description: 'A new token.' },
);
export type IssuedTokenBody = Static<typeof IssuedTokenSchema>;

/** Every scope, and what it allows. */
export const ScopeCatalogueSchema = Type.Array(
  Type.Object({
    scope: Type.String(),
    allows: Type.String({ description: 'In a sentence.' }),
    implies: Type.Array(Type.String(), { description: 'What whoever has it has, too.' }),
  }),
);
