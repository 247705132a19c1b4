/** The wire shapes of audit records and of the checkpoints of their chain. */
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

const instantSchema = (description: string) =>
  Type.String({ format: 'date-time', description: `${description} RFC 3339, in UTC.` });

const positionSchema = Type.Integer({
  minimum: 1,
  description: 'The place in the chain; places have no gap.',
});

const textOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });

const recordMembers = {
  id: Type.Integer({
    description: 'Numbers of records have gaps, and are not in the order of the commits.',
  }),
  at: instantSchema('When it was written, with microseconds;'),
  'actor-kind': {
    ...oneOf(['user', 'token', 'device', 'system']),
    description: 'With a token, the token is the actor, under the name of its owner.',
  },
  'actor-id': Type.String({ description: 'The id of a user or a token, or the UUID of a device.' }),
  'actor-name': Type.String(),
  action: Type.String({ description: 'What happened, such as `device.denied`.' }),
  'target-kind': Type.String(),
  'target-id': Type.String(),
  address: textOrNull('The client’s address; null for what came from the host itself.'),
  'request-id': textOrNull('The `X-Request-Id` of the answer.'),
  before: Type.Unknown({ description: 'What was changed, as it was; null where nothing was.' }),
  after: Type.Unknown({ description: 'What was changed, as it is; never a secret.' }),
};

/** A record that was found. */
export const AuditRecordSchema = Type.Object(
  {
    ...recordMembers,
    position: Type.Union([positionSchema, Type.Null()], {
      description: 'The place in the chain; null until it is sealed, about a second later.',
    }),
  },
  { $id: 'AuditRecord' },
);
export type AuditRecordBody = Static<typeof AuditRecordSchema>;

/** A record as a line of the export has it. */
export const SealedAuditRecordSchema = Type.Object(
  {
    ...recordMembers,
    position: positionSchema,
    'sealed-at': instantSchema('When it got its place, with microseconds;'),
    'key-version': Type.Integer({ description: 'The version of the key of its hash.' }),
    hash: Type.String({ description: 'In hexadecimal.' }),
  },
  { $id: 'SealedAuditRecord' },
);
export type SealedAuditRecordBody = Static<typeof SealedAuditRecordSchema>;

const filterText = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength, description }));

/** Which records are searched for; every condition must hold. */
export const AuditRecordListQuerySchema = Type.Object({
  actor: filterText(100, 'The name of a user, whatever credential was used.'),
  'actor-id': filterText(100, 'The id of a user or a token, or the UUID of a device.'),
  action: filterText(100, 'The whole name of an action.'),
  'target-kind': filterText(100, 'What sort of thing was changed.'),
  'target-id': filterText(200, 'Which one was changed.'),
  address: filterText(100, 'The client’s address.'),
  'request-id': filterText(200, 'The `X-Request-Id` of an answer.'),
  from: Type.Optional({
    ...UnixSecondsSchema,
    description: 'The first second, since 1970-01-01T00:00:00Z.',
  }),
  to: Type.Optional({
    ...UnixSecondsSchema,
    description: 'The first second that is not meant any more.',
  }),
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});
export type AuditRecordListQuery = Static<typeof AuditRecordListQuerySchema>;

/** Where an export goes on. */
export const AuditExportQuerySchema = Type.Object({
  after: Type.Integer({
    minimum: 0,
    maximum: 999_999_999_999_999,
    default: 0,
    description: 'The position of the last record that is there already.',
  }),
});

/** Which page of the checkpoints. */
export const AuditCheckpointListQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

/** A checkpoint. */
export const AuditCheckpointSchema = Type.Object(
  {
    id: Type.Integer(),
    kind: {
      ...oneOf(['regular', 'cut']),
      description: 'cut: the records up to there were deleted when their time was over.',
    },
    position: Type.Integer({ description: 'The place of the last record that it covers.' }),
    hash: Type.String({ description: 'The hash at that place, in hexadecimal.' }),
    count: Type.Integer({ description: 'How many sealed records were stored up to there.' }),
    at: instantSchema('When it was made;'),
    'key-version': Type.Integer({ description: 'The version of the signing key.' }),
    statement: Type.String({
      description: 'All of that in canonical JSON (RFC 8785): what is signed.',
    }),
    signature: Type.String({
      description: 'Ed25519 (RFC 8032) over the bytes of the statement, in base64.',
    }),
  },
  {
    $id: 'AuditCheckpoint',
    description:
      'A signed statement of where the chain was. Kept elsewhere, it shows when an end was cut off.',
  },
);
export type AuditCheckpointBody = Static<typeof AuditCheckpointSchema>;

/** A key with which checkpoints are checked. */
export const AuditKeySchema = Type.Object(
  {
    version: Type.Integer(),
    'public-key': Type.String({
      description: 'Ed25519, as SubjectPublicKeyInfo in PEM (RFC 8410).',
    }),
  },
  { $id: 'AuditKey' },
);
