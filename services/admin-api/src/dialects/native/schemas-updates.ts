/** The wire shapes of everything about updates, with the field names of existing tools. */
import { CursorSchema, oneOf, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

const tagText = Type.String({ description: 'A tag, which devices follow.' });
const nameText = Type.String({ description: 'The name of an update, within its tag.' });

/** What names one update. */
export const UpdateParamsSchema = Type.Object({ tag: tagText, update: nameText });

/** What names one update with the segment that older servers had in front of it. */
export const StagedUpdateParamsSchema = Type.Object({
  stage: Type.String({ description: '`ci` or `prod`; it has no meaning.' }),
  tag: tagText,
  update: nameText,
});

/** What names a tag. */
export const TagParamsSchema = Type.Object({ tag: tagText });

/** Which page of the list. */
export const UpdateListQuerySchema = Type.Object({
  limit: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 10_000,
    description: 'How many updates a page has at most.',
  }),
  cursor: Type.Optional(CursorSchema),
});
export type UpdateListQueryParams = Static<typeof UpdateListQuerySchema>;

const summaryFields = {
  name: Type.String(),
  'uploaded-at': UnixSecondsSchema,
  'uploaded-by': Type.String(),
  'device-count': Type.Integer({
    minimum: 0,
    description: 'Devices that are assigned to it and report its tag.',
  }),
};

/** A line of the list. */
export const UpdateSummarySchema = Type.Object(summaryFields, { $id: 'UpdateSummary' });
export type UpdateSummaryBody = Static<typeof UpdateSummarySchema>;

/** The list: by tag. */
export const UpdateListSchema = Type.Record(Type.String(), Type.Array(UpdateSummarySchema), {
  description: 'Updates by their tag, the oldest first.',
});

/** What devices are told of an update. */
const UpdateTargetSchema = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    'hardware-ids': Type.Array(Type.String()),
    tags: Type.Array(Type.String()),
    'ostree-hash': Type.String({ description: 'Hexadecimal; empty where the metadata has none.' }),
    apps: Type.Record(Type.String(), Type.String(), {
      description: 'The place of each app by its name.',
    }),
  },
  { $id: 'UpdateTarget' },
);

/** One update in detail. */
export const UpdateSchema = Type.Object(
  {
    tag: Type.String(),
    ...summaryFields,
    files: Type.Integer({ minimum: 0, description: 'How many files it has.' }),
    bytes: Type.Integer({
      minimum: 0,
      description: 'How many bytes they are, also where other updates have the same.',
    }),
    metadata: Type.Union([oneOf(['signed', 'uploaded']), Type.Null()], {
      description: '`signed`: made here, and signed again in time; `uploaded`: as it came.',
    }),
    'metadata-expires-at': {
      ...UnixSecondsSchema,
      description: 'When the first file of the metadata expires, in Unix seconds; 0 without any.',
    },
    targets: Type.Array(UpdateTargetSchema),
  },
  { $id: 'Update' },
);
export type UpdateBody = Static<typeof UpdateSchema>;

/** What the uploader says of an update, in the place of what would be found in it. */
export const UpdateUploadQuerySchema = Type.Object({
  version: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 2_147_483_647,
      description:
        'The version; agents choose the highest. One more than the highest of the tag unless found or given.',
    }),
  ),
  name: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 200,
      description: 'What the name of the target begins with.',
    }),
  ),
  'hardware-id': Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'The hardware that it is for.' }),
  ),
  'ostree-hash': Type.Optional(
    Type.String({ pattern: '^[0-9a-fA-F]{64}$', description: 'The commit, in hexadecimal.' }),
  ),
  apps: Type.Optional(
    Type.Array(Type.String({ maxLength: 4_000 }), {
      maxItems: 1_000,
      description:
        '`app=sha256`, several with commas in between or repeated; other forms are ignored.',
    }),
  ),
});
export type UpdateUploadQuery = Static<typeof UpdateUploadQuerySchema>;
