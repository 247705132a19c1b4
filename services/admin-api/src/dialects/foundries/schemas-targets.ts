/** The wire shapes of targets. */
import { type Static, Type } from 'typebox';
import { nextField, pageFields } from './schemas.ts';
import { FactoryParamsSchema } from './schemas.ts';
import { TestSchema } from './schemas-reports.ts';

/** What tools say of a target; all of it is kept as it is. */
const CustomSchema = Type.Record(Type.String(), Type.Unknown(), {
  description:
    'At least `version`, a whole number as a text. `hardwareIds` and `tags` are lists, `docker_compose_apps` has a `uri` for each app by its name.',
});

/** A target. */
export const TargetSchema = Type.Object(
  {
    length: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    hashes: Type.Object(
      { sha256: Type.String({ description: '64 hexadecimal digits in lower case.' }) },
      { additionalProperties: false },
    ),
    custom: CustomSchema,
  },
  { $id: 'FactoryTarget' },
);
export type TargetBody = Static<typeof TargetSchema>;

/** Targets by their names. */
export const TargetMapSchema = Type.Record(Type.String(), TargetSchema, { $id: 'FactoryTargets' });
export type TargetMapBody = Static<typeof TargetMapSchema>;

/** Targets to add. */
export const TargetAdditionSchema = Type.Object(
  {
    targets: Type.Record(Type.String(), TargetSchema, { minProperties: 1 }),
    'targets-creator': Type.Optional(
      Type.String({ maxLength: 1_000, description: 'Where they are from, in words.' }),
    ),
  },
  { $id: 'TargetAddition' },
);

/** All targets that there are to be. */
export const TargetEditionSchema = Type.Object(
  { targets: Type.Record(Type.String(), TargetSchema) },
  { $id: 'TargetEdition' },
);

/** Tags by the names of targets. */
export const TargetTaggingSchema = Type.Object(
  {
    targets: Type.Record(
      Type.String(),
      Type.Object(
        {
          custom: Type.Object(
            { tags: Type.Array(Type.String(), { maxItems: 64 }) },
            { additionalProperties: false },
          ),
        },
        { additionalProperties: false },
      ),
      { minProperties: 1 },
    ),
  },
  { $id: 'TargetTagging' },
);

/** Targets to take away. */
export const TargetPruningSchema = Type.Object(
  { targets: Type.Array(Type.String(), { minItems: 1, maxItems: 10_000 }) },
  { $id: 'TargetPruning' },
);

/** Where a change can be followed. */
export const TargetJobSchema = Type.Object(
  {
    'jobserv-url': Type.String({
      description: 'The build that the change is, with a slash at its end.',
    }),
    'web-url': Type.String({ description: 'The same for people.' }),
  },
  { $id: 'TargetJob' },
);
export type TargetJobBody = Static<typeof TargetJobSchema>;

const versionPattern = '^[0-9]{1,9}$';

/** Which targets. */
export const TargetQuerySchema = Type.Object({
  version: Type.Optional(
    Type.String({ pattern: versionPattern, description: 'Those of this version alone.' }),
  ),
});

/** One target. */
export const TargetParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  target: Type.String({ description: 'The name of a target; where it is about tests, a version.' }),
});

/** An app of a target. */
export const TargetAppParamsSchema = Type.Object({
  ...TargetParamsSchema.properties,
  app: Type.String({ description: 'The name of an app.' }),
});

/** What is in an app. */
export const TargetAppSchema = Type.Object(
  {
    uri: Type.String(),
    error: Type.String({ description: 'Why it cannot be read; empty where it can.' }),
    warnings: Type.Array(Type.String()),
    manifest: Type.Record(Type.String(), Type.Unknown()),
    content: Type.Object({
      files: Type.Array(Type.String()),
      compose_spec: Type.Record(Type.String(), Type.Unknown()),
    }),
  },
  { $id: 'FactoryTargetApp' },
);

/** The versions that devices tested. */
export const TestedVersionsSchema = Type.Object(
  { versions: Type.Array(Type.Integer()) },
  { $id: 'TestedVersions' },
);

/** A version. */
export const TestedParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  version: Type.String({ pattern: versionPattern, description: 'The version of a target.' }),
});

/** One test of a version. */
export const TargetTestParamsSchema = Type.Object({
  ...TestedParamsSchema.properties,
  test: Type.String({ description: 'The id of the test.' }),
});

/** What a test of a version left. */
export const TargetTestArtifactParamsSchema = Type.Object({
  ...TargetTestParamsSchema.properties,
  artifact: Type.String({ description: 'The name of the artifact, one segment.' }),
});

/** Which page of tests. */
export const TestedQuerySchema = Type.Object({ ...pageFields });

/** Tests of a version. */
export const TargetTestListSchema = Type.Object(
  { tests: Type.Array(TestSchema), total: Type.Integer(), ...nextField },
  { $id: 'TargetTestList' },
);

/** What builds said of the software in a target. */
export const SbomListSchema = Type.Array(
  Type.Object({
    'ci-build': Type.String(),
    'ci-run': Type.String(),
    artifact: Type.String({ description: 'Its path in the run.' }),
    uri: Type.String(),
  }),
);

/** One of these documents. */
export const SbomParamsSchema = Type.Object({
  ...TargetParamsSchema.properties,
  build: Type.String({ pattern: versionPattern, description: 'The number of a build.' }),
  run: Type.String({ description: 'The name of a run.' }),
  path: Type.String({ description: 'Of an artifact, with slashes.' }),
});
