/** The wire shapes of builds. */
import { buildStatuses } from '@moorgate/builds';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { neverSeconds } from './schemas-devices.ts';

const textOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description });

const BuildRunSchema = Type.Object({
  name: Type.String(),
  status: oneOf(buildStatuses),
  'host-tag': textOrNull('Which runners may take it; null for all.'),
  attempts: Type.Integer({ description: 'How often a runner has begun it.' }),
  runner: textOrNull('Who had it last.'),
  message: textOrNull('What was said at its end.'),
  'started-at': neverSeconds,
  'completed-at': neverSeconds,
  'console-bytes': Type.Integer(),
});

/** A build with its runs. */
export const BuildSchema = Type.Object(
  {
    build: Type.Integer({ description: 'Its number, which is the version of its targets.' }),
    status: oneOf(buildStatuses),
    trigger: textOrNull('What started it.'),
    reason: Type.String(),
    annotation: textOrNull('What is noted of it.'),
    name: textOrNull('Under which it was promoted.'),
    source: Type.Union([
      Type.Object({ repository: Type.String(), ref: Type.String(), commit: Type.String() }),
      Type.Null(),
    ]),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'completed-at': neverSeconds,
    runs: Type.Array(BuildRunSchema),
  },
  { $id: 'Build' },
);
export type BuildBody = Static<typeof BuildSchema>;

/** Which page of the builds. */
export const BuildListQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

/** The path parameter of one build. */
export const BuildParamsSchema = Type.Object({
  build: Type.Integer({
    minimum: 1,
    maximum: 2_147_483_647,
    description: 'The number of a build.',
  }),
});

/** The path parameters of one run. */
export const BuildRunParamsSchema = Type.Object({
  ...BuildParamsSchema.properties,
  run: Type.String({ description: 'The name of a run of the build.' }),
});

/** From where a console is read. */
export const ConsoleQuerySchema = Type.Object({
  from: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 2 ** 50, description: 'The first byte; 0 unless said.' }),
  ),
});

/** Which runs of a build are meant. */
export const RunChoiceSchema = Type.Object(
  { run: Type.Optional(Type.String({ description: 'One of them; all unless said.' })) },
  { $id: 'RunChoice', additionalProperties: false },
);
