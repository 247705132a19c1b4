/** The wire shapes of runners, and of what they say of runs. */
import { hostTagPattern, hostTagsMax, runnerNamePattern } from '@moorgate/builds';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { neverSeconds } from './schemas-devices.ts';

const HostTagsSchema = Type.Array(Type.String({ pattern: hostTagPattern }), {
  maxItems: hostTagsMax,
  uniqueItems: true,
});

/** A runner to be registered. */
export const RunnerRequestSchema = Type.Object(
  {
    name: Type.String({ pattern: runnerNamePattern }),
    hostTags: Type.Optional({
      ...HostTagsSchema,
      description: 'The host tags whose runs it may take, beside those of runs that need none.',
    }),
  },
  { $id: 'RunnerRequest', additionalProperties: false },
);

const isolations = ['container', 'namespaces'] as const;

/** A runner, without its token. */
export const RunnerSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    hostTags: Type.Array(Type.String()),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'last-seen-at': neverSeconds,
    'last-address': Type.Union([Type.String(), Type.Null()], {
      description: 'From where it was last heard of.',
    }),
    isolation: Type.Union([oneOf(isolations), Type.Null()], {
      description: 'How it keeps runs apart; null before it said so.',
    }),
    engine: Type.Union([Type.Boolean(), Type.Null()], {
      description: 'Whether it builds images; null before it said so.',
    }),
  },
  { $id: 'Runner' },
);
export type RunnerBody = Static<typeof RunnerSchema>;

/** A new runner with the token that it shows. */
export const CreatedRunnerSchema = Type.Object(
  {
    ...RunnerSchema.properties,
    token: Type.String({ description: 'The token itself, shown this once.' }),
  },
  { $id: 'CreatedRunner' },
);

/** Which page of the runners. */
export const RunnerListQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

/** The path parameter of one runner. */
export const RunnerParamsSchema = Type.Object({
  id: Type.String({ description: 'The id of a runner.' }),
});

/** What a runner has to offer. */
export const VacancySchema = Type.Object(
  {
    hostTags: Type.Optional({
      ...HostTagsSchema,
      description: 'Of those that it was registered with; all of them where none is named.',
    }),
    isolation: oneOf(isolations),
    engine: Type.Boolean({ description: 'Whether it builds images.' }),
    freeSlots: Type.Integer({ minimum: 0, maximum: 1_000 }),
  },
  { $id: 'Vacancy' },
);

const TextsSchema = Type.Record(Type.String(), Type.String());
const TextOrNullSchema = Type.Union([Type.String(), Type.Null()]);

/** What a runner is told to do. */
export const RunOrderSchema = Type.Object(
  {
    runId: Type.String({ format: 'uuid' }),
    leaseId: Type.String({ format: 'uuid' }),
    leaseSeconds: Type.Integer({ description: 'So long the runner may be silent.' }),
    factory: Type.String(),
    buildId: Type.Integer(),
    name: Type.String(),
    timeoutSeconds: Type.Integer(),
    container: { ...TextOrNullSchema, description: 'The image that the script runs in.' },
    script: Type.String({ description: 'Empty for none.' }),
    params: TextsSchema,
    secrets: TextsSchema,
    source: Type.Union([
      Type.Object({
        url: Type.String(),
        repository: Type.String(),
        ref: Type.String(),
        commit: Type.String(),
      }),
      Type.Null(),
    ]),
    credential: Type.Object(
      { secret: Type.String(), registryHost: Type.String(), serverUrl: Type.String() },
      { description: 'What the run may clone, pull and push with, while the lease lasts.' },
    ),
    publishes: Type.Object({
      apps: Type.Boolean({ description: 'Whether the apps of the workspace are published.' }),
      tags: Type.Array(Type.String()),
      network: Type.Boolean({ description: 'Whether the run may use the network.' }),
    }),
    persistentVolumes: TextsSchema,
  },
  { $id: 'RunOrder' },
);

/** A run, or none. */
export const LeaseAnswerSchema = Type.Object({ run: Type.Union([RunOrderSchema, Type.Null()]) });

/** The path parameter of one run of a lease. */
export const LeasedRunParamsSchema = Type.Object({
  run: Type.String({ description: '`runId` of the order.' }),
});

/** What a runner is told whenever it says something. */
export const RunWordSchema = Type.Object(
  { cancel: Type.Boolean({ description: 'True once the runner has to end the run.' }) },
  { $id: 'RunWord' },
);

/** How much of a console is stored. */
export const StoredConsoleSchema = Type.Object(
  {
    bytes: Type.Integer({ description: 'Where the next piece begins.' }),
    cancel: Type.Boolean(),
  },
  { $id: 'StoredConsole' },
);

/** What a run is at. */
export const RunStatusSchema = Type.Object(
  { status: oneOf(['RUNNING', 'UPLOADING'] as const) },
  { $id: 'RunStatus' },
);

/** How a run ended. */
export const RunCompletionSchema = Type.Object(
  {
    status: oneOf(['PASSED', 'FAILED'] as const),
    message: Type.Optional(Type.String({ maxLength: 10_000 })),
    result: Type.Optional(
      Type.Object({
        apps: Type.Record(Type.String(), Type.String(), {
          maxProperties: 1_000,
          description: 'By name: `<host>/<factory>/<app>@sha256:<64 hexadecimal digits>`.',
        }),
        images: Type.Array(Type.String(), { maxItems: 1_000 }),
      }),
    ),
  },
  { $id: 'RunCompletion' },
);
