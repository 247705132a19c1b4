/** The wire shapes of tokens with which devices register. */
import { enrolmentTokenStates, enrolmentUsesMax, labelRules } from '@moorgate/devices';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { neverSeconds } from './schemas-devices.ts';
import { TokenNameSchema } from './schemas-tokens.ts';

const nameText = (description: string) =>
  Type.Optional(Type.String({ pattern: labelRules.namePattern, description }));

/** What a new token is limited to. */
export const EnrolmentTokenRequestSchema = Type.Object(
  {
    name: TokenNameSchema,
    'max-uses': Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: enrolmentUsesMax,
        description: 'How many devices may register with it; one unless said.',
      }),
    ),
    'expires-at': Type.Optional({
      ...UnixSecondsSchema,
      description: 'Unix seconds, at most 365 days ahead; a day from now if not said.',
    }),
    group: nameText('The group that its devices come into; they name none, or this one.'),
    'name-prefix': nameText('What the names of its devices begin with.'),
    cidrs: Type.Optional(
      Type.Array(Type.String({ pattern: '^[0-9A-Fa-f:.]{2,45}(?:/[0-9]{1,3})?$' }), {
        minItems: 1,
        maxItems: 100,
        uniqueItems: true,
        description:
          'The only addresses and networks that it may be used from, such as `10.0.0.0/8`.',
      }),
    ),
  },
  { $id: 'EnrolmentTokenRequest', additionalProperties: false },
);

const textOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });

/** A token, without its secret. */
export const EnrolmentTokenSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    state: {
      ...oneOf(enrolmentTokenStates),
      description:
        '`suspended`: whoever made it, or the token that it was made with, may not register such devices at present, so neither may it.',
    },
    factory: Type.String(),
    group: textOrNull('The group that its devices come into; null for the one that they name.'),
    'name-prefix': textOrNull('What the names of its devices begin with; null for anything.'),
    cidrs: Type.Union([Type.Array(Type.String()), Type.Null()], {
      description: 'Where it may be used; null for everywhere.',
    }),
    'max-uses': Type.Integer(),
    uses: Type.Integer({ description: 'How many devices have registered with it.' }),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'expires-at': UnixSecondsSchema,
    'last-used-at': neverSeconds,
    'revoked-at': neverSeconds,
    'revoked-by': Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'EnrolmentToken' },
);
export type EnrolmentTokenBody = Static<typeof EnrolmentTokenSchema>;

/** A new token, with the text that devices show. */
export const IssuedEnrolmentTokenSchema = Type.Object(
  {
    ...EnrolmentTokenSchema.properties,
    token: Type.String({ description: 'The token itself, shown this once.' }),
  },
  { $id: 'IssuedEnrolmentToken' },
);

/** Which page of the tokens. */
export const EnrolmentTokenListQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

/** The path parameter of one token. */
export const EnrolmentTokenParamsSchema = Type.Object({
  id: Type.String({ description: 'The id of an enrolment token.' }),
});
