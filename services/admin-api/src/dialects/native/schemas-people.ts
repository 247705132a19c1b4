/** Shapes of requests and answers about sessions and second factors. */
import { CursorSchema, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';

const SecondsSchema = Type.Integer({ description: 'Seconds since 1970-01-01T00:00:00Z.' });
const TextOrNullSchema = Type.Union([Type.String(), Type.Null()]);

export const OneTimeCodeSchema = Type.String({
  pattern: '^[0-9]{6}$',
  description: 'What the authenticator shows: six digits.',
});

export const RecoveryCodeSchema = Type.String({
  pattern: '^(?:[0-9A-HJKMNP-TV-Za-hjkmnp-tv-z]-?){16}$',
  maxLength: 32,
  description: 'One of the ten codes for an emergency; each is good once.',
});

export const PageQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

export const SessionIdParamsSchema = Type.Object({
  id: Type.String({
    pattern: '^[0-9a-hjkmnp-tv-z]{13}$',
    description: 'The id of a session, as the list shows it.',
  }),
});

export const OpenSessionSchema = Type.Object(
  {
    id: Type.String(),
    'created-at': SecondsSchema,
    'expires-at': Type.Union([SecondsSchema, Type.Null()]),
    'last-used-at': Type.Union([SecondsSchema, Type.Null()]),
    address: Type.Union([Type.String(), Type.Null()], { description: 'Where it began.' }),
    'user-agent': TextOrNullSchema,
    current: Type.Boolean({ description: 'Whether this session asks.' }),
  },
  { $id: 'OpenSession', description: 'A login that goes on.' },
);

export const BegunSecondFactorSchema = Type.Object(
  {
    secret: Type.String({ description: 'In base 32, for typing.' }),
    uri: Type.String({ description: 'An `otpauth` URI, for a QR code.' }),
  },
  { $id: 'BegunSecondFactor', description: 'What goes into an authenticator; shown this once.' },
);

export const RecoveryCodesSchema = Type.Object(
  {
    'recovery-codes': Type.Array(Type.String()),
  },
  { $id: 'RecoveryCodes', description: 'Ten codes, each good once; shown this once.' },
);
