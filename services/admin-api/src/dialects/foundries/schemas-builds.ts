/** The wire shapes of builds and their runs. */
import { buildStatuses, runNamePattern } from '@moorgate/builds';
import { oneOf } from '@moorgate/http';
import { Type } from 'typebox';
import { FactoryParamsSchema, flagField } from './schemas.ts';

const StatusSchema = oneOf(buildStatuses);
const url = (description: string) => Type.String({ format: 'uri', description });
const momentField = Type.String({ description: 'RFC 3339.' });

/** The path parameters of a build. */
export const BuildParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  build: Type.Integer({
    minimum: 1,
    maximum: 2_147_483_647,
    description: 'The number of a build.',
  }),
});

/** The path parameters of a run. */
export const BuildRunParamsSchema = Type.Object({
  ...BuildParamsSchema.properties,
  run: Type.String({ description: 'The name of a run of the build.' }),
});

/** A run in short. */
export const BuildRunSchema = Type.Object(
  {
    name: Type.String(),
    url: url('Ends with the name and a slash; what the run left is right below it.'),
    status: StatusSchema,
    log_url: url('Where its console is.'),
    created: momentField,
    completed: Type.Optional(momentField),
    host_tag: Type.String({ description: 'Which runners may take it; empty for all.' }),
  },
  { $id: 'BuildRun' },
);

const StatusEventsSchema = Type.Array(Type.Object({ time: momentField, status: StatusSchema }));

/** A run in full. */
export const BuildRunDetailsSchema = Type.Object(
  {
    ...BuildRunSchema.properties,
    worker_name: Type.Optional(Type.String({ description: 'The runner that had it last.' })),
    message: Type.Optional(Type.String({ description: 'What was said at its end.' })),
    status_events: StatusEventsSchema,
    artifacts: Type.Array(
      Type.Union([Type.String(), Type.Object({ url: Type.String(), size_bytes: Type.Integer() })]),
      { description: 'Addresses; with `version=v2` objects with their sizes.' },
    ),
  },
  { $id: 'BuildRunDetails' },
);

/** A build in short. */
export const ProjectBuildSchema = Type.Object(
  {
    build_id: Type.Integer(),
    url: url('Where the build is.'),
    status: StatusSchema,
    name: Type.Optional(Type.String({ description: 'Under which it was promoted.' })),
    trigger_name: Type.Optional(Type.String()),
    created: momentField,
    completed: Type.Optional(momentField),
    runs: Type.Array(BuildRunSchema),
  },
  { $id: 'ProjectBuild' },
);

/** A build in full. */
export const ProjectBuildDetailsSchema = Type.Object(
  {
    ...ProjectBuildSchema.properties,
    runs_url: url('Where its runs are.'),
    reason: Type.String(),
    annotation: Type.String(),
    status_events: StatusEventsSchema,
  },
  { $id: 'ProjectBuildDetails' },
);

/** A project; a factory has one. */
export const ProjectSchema = Type.Object(
  {
    name: Type.String(),
    url: url('Where the project is.'),
    builds_url: url('Where its builds are.'),
    'synchronous-builds': Type.Boolean(),
  },
  { $id: 'Project' },
);

/** Which page, counted from 0. */
export const ProjectPageQuerySchema = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '25 unless said.' })),
  page: Type.Optional(Type.Integer({ minimum: 0, maximum: 1_000_000, description: 'From 0.' })),
});

/** What every page says of itself. */
export const projectPageFields = {
  limit: Type.Integer(),
  page: Type.Integer(),
  pages: Type.Integer(),
  total: Type.Integer(),
  next: Type.Optional(url('The next page.')),
};

/** Which of the builds the newest is looked for among. */
export const LatestBuildQuerySchema = Type.Object({
  all: flagField('among all builds, whatever became of them; else among those that have passed.'),
  promoted: flagField('among those that were promoted.'),
  trigger_name: Type.Optional(Type.String({ maxLength: 256 })),
});

/** Which form a run has. */
export const BuildRunQuerySchema = Type.Object({
  version: Type.Optional(
    Type.String({ maxLength: 8, description: '`v2`: artifacts with their sizes.' }),
  ),
});

const TextsSchema = Type.Record(Type.String(), Type.String({ maxLength: 65_536 }), {
  maxProperties: 1_000,
});

/** A build that is asked for. */
export const BuildRequestSchema = Type.Object(
  {
    reason: Type.Optional(Type.String({ maxLength: 4_096 })),
    'trigger-name': Type.Optional(
      Type.String({
        pattern: '^[A-Za-z0-9][A-Za-z0-9._+/-]{0,255}$',
        description:
          'The trigger of the definition whose runs are begun. Without a definition, `containers-<branch>` or `platform-<branch>`: the build that a push of the head of that branch starts.',
      }),
    ),
    params: Type.Optional(TextsSchema),
    secrets: Type.Optional(TextsSchema),
    'project-definition': Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'See the guide of runners.' }),
    ),
    'queue-priority': Type.Optional(Type.Integer({ minimum: -1_000, maximum: 1_000 })),
    'trigger-type': Type.Optional(
      Type.String({
        maxLength: 64,
        description:
          'Whose secrets the runs get: the oldest trigger of this type. With `-optional` at its end there need not be one.',
      }),
    ),
    'trigger-id': Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2_147_483_647, description: 'The same by its number.' }),
    ),
  },
  { $id: 'BuildRequest' },
);

/** A number that is reserved for what was built elsewhere. */
export const ExternalBuildSchema = Type.Object(
  {
    'trigger-name': Type.Optional(Type.String({ maxLength: 256 })),
    reason: Type.Optional(Type.String({ maxLength: 4_096 })),
    runs: Type.Optional(
      Type.Array(Type.Object({ name: Type.String({ pattern: runNamePattern }) }), {
        maxItems: 100,
      }),
    ),
  },
  { $id: 'ExternalBuild' },
);

/** What is noted of a build. */
export const BuildChangeSchema = Type.Object(
  { annotation: Type.String({ maxLength: 65_536 }) },
  { $id: 'BuildChange' },
);

/** Under which name a build is promoted. */
export const PromotionSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 256 }),
    annotation: Type.Optional(Type.String({ maxLength: 65_536 })),
  },
  { $id: 'Promotion' },
);

/** Where a build is that was started. */
export const StartedBuildSchema = Type.Object(
  {
    url: url('Where the build is.'),
    build_id: Type.Integer(),
    web_url: url('The same.'),
  },
  { $id: 'StartedBuild' },
);

/** What a run was told to do; of its secrets the names are not shown either. */
export const RunDefinitionSchema = Type.Object(
  {
    name: Type.String(),
    'host-tag': Type.String(),
    container: Type.String(),
    script: Type.String(),
    env: Type.Record(Type.String(), Type.String()),
    timeout: Type.Integer({ description: 'In minutes.' }),
    'persistent-volumes': Type.Record(Type.String(), Type.String()),
    secrets: Type.Record(Type.String(), Type.String(), { description: 'Empty: they are masked.' }),
  },
  { $id: 'RunDefinition' },
);
