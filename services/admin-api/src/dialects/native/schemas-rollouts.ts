/** The wire shapes of rollouts and assignments, with the field names of existing tools. */
import { rolloutDeviceStates, rolloutReasons, rolloutStates } from '@moorgate/delivery';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { UpdateParamsSchema } from './schemas-updates.ts';

const SecondsOrNullSchema = Type.Union([UnixSecondsSchema, Type.Null()]);

/** What names one rollout. */
export const RolloutParamsSchema = Type.Object({
  ...UpdateParamsSchema.properties,
  rollout: Type.String({ description: 'The name of a rollout, within its update.' }),
});

/** Which page of the names of rollouts. */
export const RolloutListQuerySchema = Type.Object({
  limit: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 10_000,
    description: 'How many rollouts a page has at most.',
  }),
  cursor: Type.Optional(CursorSchema),
});

const listOf = (description: string, maxItems: number) =>
  Type.Optional(
    Type.Union([Type.Array(Type.String({ maxLength: 100 }), { maxItems }), Type.Null()], {
      description,
    }),
  );

/** The largest request: so many UUIDs with their quotation marks and commas, and some groups. */
export const rolloutRequestBytesMax = 8 * 1_048_576;

/** Who is to get the update. */
export const RolloutRequestSchema = Type.Object(
  {
    uuids: listOf('The devices that are named; they need not exist yet.', 100_000),
    groups: listOf('The groups whose devices are meant, those included that join later.', 1_000),
    'effective-uuids': listOf(
      'Must be left out or empty: it is what comes of the rollout.',
      100_000,
    ),
    committed: Type.Optional(Type.Boolean({ description: 'Has no meaning in a request.' })),
  },
  { $id: 'RolloutRequest' },
);
export type RolloutRequestBody = Static<typeof RolloutRequestSchema>;

/** One rollout. */
export const RolloutSchema = Type.Object(
  {
    uuids: Type.Array(Type.String(), {
      description: 'The devices that it names, by UUID; the first 10,000.',
    }),
    groups: Type.Array(Type.String()),
    'takes-all': Type.Boolean({
      description:
        'Whether it is for every device that reports the tag, as a rollout of a target is that follows its tag.',
    }),
    'effective-uuids': Type.Array(Type.String(), {
      description:
        'The devices that it gave the update to, by UUID; the first 10,000. Those that the update was taken away from are not among them.',
    }),
    committed: Type.Boolean({ description: 'Whether its first devices are assigned.' }),
    name: Type.String(),
    state: oneOf(rolloutStates, {
      description:
        '`pending`: not committed yet; `open`: takes devices that come to fit it; `closed`: takes no more.',
    }),
    'effective-count': Type.Integer({ minimum: 0, description: 'How many effective devices.' }),
    'assigned-count': Type.Integer({
      minimum: 0,
      description: 'How many of them have the update by this rollout now.',
    }),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'committed-at': SecondsOrNullSchema,
    'closed-at': SecondsOrNullSchema,
    'closed-by': Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'Rollout' },
);
export type RolloutBody = Static<typeof RolloutSchema>;

/** Which page of the devices of a rollout. */
export const RolloutDeviceQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

/** A device of a rollout. */
export const RolloutDeviceSchema = Type.Object(
  {
    uuid: Type.String(),
    state: oneOf(rolloutDeviceStates, {
      description:
        '`assigned`: has the update by this rollout; `replaced`: has another one, or has it by another rollout; `unassigned`: it was taken away.',
    }),
    'assigned-at': UnixSecondsSchema,
    'unassigned-at': SecondsOrNullSchema,
    'unassigned-by': Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'RolloutDevice' },
);
export type RolloutDeviceBody = Static<typeof RolloutDeviceSchema>;

/** Which update is asked about. */
export const AssignmentQuerySchema = Type.Object({
  tag: Type.Optional(Type.String({ minLength: 1, description: 'Rollouts of this tag alone.' })),
  update: Type.Optional(
    Type.String({ minLength: 1, description: 'Rollouts of updates of this name alone.' }),
  ),
});

const ReasonSchema = (reasons: readonly string[]) =>
  oneOf(reasons as [string, ...string[]], { description: 'The reason in one word.' });

const ExplainedRolloutSchema = Type.Object(
  {
    tag: Type.String(),
    update: Type.String(),
    rollout: Type.String(),
    state: oneOf(rolloutStates),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'assigned-at': SecondsOrNullSchema,
    reason: ReasonSchema(rolloutReasons),
    explanation: Type.String(),
  },
  { $id: 'ExplainedRollout', description: 'A rollout as the device stands to it.' },
);

/** Why a device has, or has not, an update. */
export const AssignmentSchema = Type.Object(
  {
    uuid: Type.String(),
    group: Type.Union([Type.String(), Type.Null()]),
    tag: Type.String({ description: 'What the device last reported; empty for nothing.' }),
    update: Type.Union([Type.Object({ tag: Type.String(), name: Type.String() }), Type.Null()]),
    reason: ReasonSchema([...rolloutReasons, 'no_rollout']),
    explanation: Type.String({ description: 'The same in a sentence.' }),
    rollouts: Type.Array(ExplainedRolloutSchema, {
      description: '20 rollouts at most, the one that was asked for last first.',
    }),
  },
  { $id: 'Assignment' },
);
export type AssignmentBody = Static<typeof AssignmentSchema>;
