/** Shapes of requests and answers. What clients send is judged field by field, in words of the original. */
import { type TSchema, Type } from 'typebox';
import { advertisedScopes } from './scope-grammar.ts';

const text = Type.String();
const textOrNull = Type.Union([Type.String(), Type.Null()]);

/** Fields as any format of a body, or the query, has them: text, or a value of JSON. */
export const AuthorizationFieldsSchema = Type.Object(
  {
    scope: Type.Optional(
      Type.Unknown({
        description: `Scopes, separated by commas or blanks: ${advertisedScopes.join(', ')}; \`userinfo\` unless given. \`scopes\` is the same.`,
      }),
    ),
    scopes: Type.Optional(Type.Unknown({ description: 'The same as `scope`.' })),
    note: Type.Optional(
      Type.Unknown({ description: 'What its owner wants to remember; 4,096 characters at most.' }),
    ),
    expires_in: Type.Optional(
      Type.Unknown({
        description:
          'Seconds; above the maximum of the scopes the maximum, and what is no positive integer the default.',
      }),
    ),
    reuse: Type.Optional(
      Type.Unknown({ description: 'true or false; false unless given, or empty.' }),
    ),
  },
  { $id: 'AuthorizationFields' },
);

/** What decides about the form of an answer. */
const formFields = {
  nolinks: Type.Optional(
    Type.Unknown({ description: 'true: without `links`; false: with them, as unless said.' }),
  ),
};

export const FormQuerySchema = Type.Object(formFields);

export const AuthorizationQuerySchema = Type.Object({
  ...AuthorizationFieldsSchema.properties,
  ...formFields,
});

export const ScopeQuerySchema = Type.Object({
  scope: Type.Optional(Type.String({ description: 'Only those that have it; all without it.' })),
  ...formFields,
});

export const AuthorizationParamsSchema = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 300,
    description:
      'The id of the authorization, or its token; perhaps with `.json` or `.xml` at its end.',
  }),
});

const ParameterSchema = Type.Object(
  {
    name: text,
    type: text,
    description: text,
    valid_options: Type.Array(Type.Union([Type.String(), Type.Boolean()])),
    invalid_options: Type.Array(Type.String()),
    default_value: Type.Optional(
      Type.Union([Type.String(), Type.Integer(), Type.Boolean(), Type.Null()]),
    ),
  },
  { $id: 'LinkParameter' },
);

const LinkSchema = Type.Object(
  {
    rel: text,
    method: text,
    href: text,
    required_params: Type.Array(ParameterSchema),
    optional_params: Type.Array(ParameterSchema),
  },
  { $id: 'Link' },
);

/** Links by their names. */
export const LinksSchema = Type.Record(Type.String(), LinkSchema);

export const AuthorizationSchema = Type.Object(
  {
    id: Type.String({ description: '24 hexadecimal digits.' }),
    token: Type.String({
      description: 'What its holder sends; shortened where it is not shown again.',
    }),
    scopes: Type.String({ description: 'Separated by one blank.' }),
    note: textOrNull,
    identity: Type.String({ description: 'The login of its owner.' }),
    created_at: Type.String({ description: 'In UTC: `2013-08-21T02:02:10Z`.' }),
    expires_in: Type.Integer({ description: 'How long it lives in all, in seconds.' }),
    expires_in_seconds: Type.Integer({ description: 'How long it lives still, in seconds.' }),
    links: Type.Optional(LinksSchema),
  },
  { $id: 'Authorization' },
);

export const UserSchema = Type.Object(
  {
    id: text,
    login: text,
    consumed_gears: Type.Integer(),
    max_gears: Type.Integer(),
    max_domains: Type.Integer(),
    capabilities: Type.Object({}),
    plan_id: textOrNull,
    plan_state: textOrNull,
    usage_account_id: textOrNull,
    links: Type.Optional(LinksSchema),
  },
  { $id: 'OpenShiftUser' },
);

const MessageSchema = Type.Object(
  {
    severity: text,
    text,
    exit_code: Type.Union([Type.Integer(), Type.Null()]),
    field: textOrNull,
    index: Type.Optional(Type.Null({ description: 'In version 1.7 alone.' })),
  },
  { $id: 'Message' },
);

/** An envelope around some data. */
export const envelopeSchema = (data: TSchema): TSchema =>
  Type.Object({
    status: text,
    type: textOrNull,
    data,
    messages: Type.Array(MessageSchema),
    version: text,
    api_version: Type.Number(),
    supported_api_versions: Type.Array(Type.Number()),
  });

/** The same data in both formats; what the elements of XML are is told by the description of the dialect. */
export const bothFormats = (data: TSchema): Readonly<Record<string, TSchema | null>> => ({
  'application/json': envelopeSchema(data),
  'application/xml': null,
});

/** An error: an envelope without data, or a line of text for clients that read no envelopes. */
export const errorContent: Readonly<Record<string, TSchema | null>> = {
  ...bothFormats(Type.Null()),
  'text/plain': null,
};
