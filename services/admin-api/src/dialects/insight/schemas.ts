/** Shapes of requests and answers. */
import { type Static, Type } from 'typebox';

const milliseconds = (description: string) =>
  Type.Integer({ description: `${description}, in milliseconds since 1970-01-01T00:00:00Z.` });

export const ErrorSchema = Type.Object(
  { error: Type.String() },
  { $id: 'InsightError', description: 'What is wrong.' },
);

export const NewApiTokenSchema = Type.Object(
  { token: Type.String({ description: 'What its holder sends in `X-Auth-Token`.' }) },
  { $id: 'NewApiToken' },
);

export const ApiTokenSchema = Type.Object(
  {
    uid: Type.String({ description: 'Its owner: how they log in, and as whom.' }),
    apiToken: Type.String({
      description: 'The token; shortened where it is not shown again.',
    }),
    created: milliseconds('When it was made'),
    lastUsed: milliseconds('When it was used last; as `created` for one that never was'),
  },
  { $id: 'ApiToken' },
);
export type ApiTokenBody = Static<typeof ApiTokenSchema>;

export const RecentFileSchema = Type.Object(
  {
    id: Type.String({ description: 'What the file belongs to.' }),
    name: Type.String({ description: 'The last part of `id`.' }),
    timeStamp: milliseconds('When it was opened last'),
    revision: Type.String(),
    path: Type.String({ description: 'The file.' }),
  },
  { $id: 'RecentFile' },
);
export type RecentFileBody = Static<typeof RecentFileSchema>;

export const LoginSchema = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 64 }),
    password: Type.String({ minLength: 1, maxLength: 1_024 }),
    'one-time-code': Type.Optional(
      Type.String({
        maxLength: 32,
        description: 'A code of the second factor, where the account has one.',
      }),
    ),
  },
  { $id: 'InsightLogin' },
);

export const LoggedInSchema = Type.Object(
  {
    token: Type.String(),
    expiresOn: Type.String({ description: 'The end of time: it lives until it is revoked.' }),
  },
  { $id: 'InsightLoggedIn' },
);
