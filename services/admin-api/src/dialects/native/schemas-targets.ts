/** The wire shapes of targets. */
import { CursorSchema, oneOf, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

/** What names one target. */
export const TargetParamsSchema = Type.Object({
  target: Type.String({ description: 'The name of a target.' }),
});

/** Which targets, and which page of them. */
export const TargetListQuerySchema = Type.Object({
  tag: Type.Optional(Type.String({ maxLength: 128, description: 'Targets of this tag alone.' })),
  limit: Type.Integer({
    minimum: 1,
    maximum: 1_000,
    default: 100,
    description: 'How many targets a page has at most.',
  }),
  cursor: Type.Optional(CursorSchema),
});

const PublicationSchema = Type.Object(
  {
    tag: Type.String(),
    state: oneOf(['pending', 'published', 'failed'], {
      description: 'Whether it is an update of the tag; what failed is tried again.',
    }),
    reason: Type.Union([Type.String(), Type.Null()], {
      description: 'Why it failed; of one that is published, what is to be known of it.',
    }),
    attempts: Type.Integer({ minimum: 0 }),
    'requested-at': UnixSecondsSchema,
    'attempt-at': Type.Union([UnixSecondsSchema, Type.Null()], {
      description: 'When it is tried next; null once it is published.',
    }),
    'published-at': Type.Union([UnixSecondsSchema, Type.Null()]),
  },
  { $id: 'TargetPublication' },
);

/** A target, and how far it has become updates. */
export const TargetSchema = Type.Object(
  {
    name: Type.String(),
    version: Type.Integer({ minimum: 0 }),
    tags: Type.Array(Type.String()),
    'hardware-ids': Type.Array(Type.String()),
    'ostree-hash': Type.String({ description: 'Of the commit, hexadecimal.' }),
    apps: Type.Record(Type.String(), Type.String(), { description: 'Where each app is, by name.' }),
    custom: Type.Record(Type.String(), Type.Unknown(), {
      description: 'All that is said of it, as it came.',
    }),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'changed-at': UnixSecondsSchema,
    'changed-by': Type.String(),
    publications: Type.Array(PublicationSchema, { description: 'For each tag.' }),
  },
  { $id: 'Target' },
);
export type TargetBody = Static<typeof TargetSchema>;

/** A page of targets. */
export const TargetListSchema = Type.Array(TargetSchema);
