/** What the server orders: one run, and what it may do. */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

/** What becomes the name of a folder, of a container or of a cgroup. */
const IdSchema = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$' });

/** What becomes the name of a variable or of a file. */
const variableName = '^[A-Za-z_][A-Za-z0-9_]{0,254}$';
const secretName = '^[A-Za-z0-9_][A-Za-z0-9._@+-]{0,254}$';

const SourceSchema = Type.Object({
  url: Type.String({ pattern: '^https?://' }),
  repository: Type.String(),
  ref: Type.String({ pattern: '^(refs/[^\\u0000-\\u0020~^:?*\\[\\\\]+)?$' }),
  commit: Type.String({ pattern: '^([0-9a-f]{40}|[0-9a-f]{64})$' }),
});

export const RunOrderSchema = Type.Object({
  runId: IdSchema,
  leaseId: Type.String({ minLength: 1, maxLength: 200 }),
  /** So long the server waits for a heartbeat before it gives the run up. */
  leaseSeconds: Type.Number({ minimum: 1 }),
  factory: Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$' }),
  buildId: Type.Number(),
  name: Type.String(),
  timeoutSeconds: Type.Number({ minimum: 1 }),
  /** The image that the script runs in, where an engine is there. */
  container: Type.Union([Type.String({ minLength: 1 }), Type.Null()]),
  script: Type.String(),
  params: Type.Record(Type.String({ pattern: variableName }), Type.String(), {
    additionalProperties: false,
  }),
  secrets: Type.Record(Type.String({ pattern: secretName }), Type.String(), {
    additionalProperties: false,
  }),
  source: Type.Union([SourceSchema, Type.Null()]),
  /** What this run may clone, pull and push with; it ends with the lease. */
  credential: Type.Object({
    secret: Type.String({ minLength: 1 }),
    registryHost: Type.String({ minLength: 1 }),
    serverUrl: Type.String({ pattern: '^https?://' }),
  }),
  publishes: Type.Object({
    /** Whether apps are made of what the script leaves. */
    apps: Type.Boolean(),
    tags: Type.Array(Type.String()),
    /** Whether the script and the builds of images may reach the network. */
    network: Type.Boolean(),
  }),
  persistentVolumes: Type.Record(Type.String(), Type.String()),
});

export type RunOrder = Static<typeof RunOrderSchema>;
export type RunSource = Static<typeof SourceSchema>;
export type RunCredential = RunOrder['credential'];

/** As much of an order as it takes to give it back. */
const ReturnableSchema = Type.Object({ runId: IdSchema, leaseId: Type.String({ minLength: 1 }) });

/** What became of an order: one that can be executed, or why it cannot and to whom that is told. */
export type ReadOrder =
  | { readonly order: RunOrder }
  | {
      readonly order: null;
      readonly returnTo: Static<typeof ReturnableSchema> | null;
      readonly reason: string;
    };

/** Reads an order. What does not follow the schema is never executed in part. */
export const readRunOrder = (value: unknown): ReadOrder => {
  if (Value.Check(RunOrderSchema, value)) return { order: value };
  const [first] = Value.Errors(RunOrderSchema, value);
  const at = first === undefined || first.instancePath === '' ? 'the order' : first.instancePath;
  return {
    order: null,
    returnTo: Value.Check(ReturnableSchema, value) ? value : null,
    reason: `The order of this run is not one that this runner understands: ${at} ${first?.message ?? 'is wrong'}.`,
  };
};
