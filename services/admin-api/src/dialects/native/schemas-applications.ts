/** Shapes of applications and of what is done to them. */
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema, UuidSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { neverSeconds } from './schemas-devices.ts';

const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(
  schema: T,
  description: string,
) => Type.Union([schema, Type.Null()], { description });

const deploymentKinds = ['container', 'compose'] as const;
const deploymentStatuses = ['pending', 'succeeded', 'failed'] as const;
const operationKinds = ['create', 'start', 'stop', 'revert', 'update'] as const;
const operationStatuses = ['pending', 'running', 'succeeded', 'failed'] as const;
const hostStates = ['active', 'restoring', 'removing', 'finishing', 'settled', 'left_out'] as const;

const id = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const command = Type.Record(Type.String(), Type.Unknown(), {
  description: 'The body with which Docker creates the container.',
});
const compose = Type.Optional(
  Type.String({
    description:
      'The text of a compose file, in the place of a command; what it may have is in the guide on compose files.',
  }),
);
const health = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), {
    description:
      'What makes it count as healthy: a health check as Docker has it, `SoakSeconds` and `DeadlineSeconds`.',
  }),
);
const force = Type.Optional(
  Type.Boolean({ description: 'Deploys also what was found unhealthy before.' }),
);
const hosts = (description: string) =>
  Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { description });

export const ApplicationParamsSchema = Type.Object({
  application: Type.String({
    maxLength: 512,
    description: 'The id of an application, or its name; what looks like a number is always an id.',
  }),
});

export const OperationParamsSchema = Type.Object({ id: UuidSchema });

export const PageQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

export const ApplicationSchema = Type.Object(
  {
    id,
    name: Type.String({ description: 'What its containers are called.' }),
    instances: hosts('Where it runs, as it was asked for.'),
    'current-deployment': orNull(id, 'Null before the first good one.'),
    operation: orNull(UuidSchema, 'What goes on at the moment.'),
    unsettled: Type.Array(Type.String(), {
      description: 'The hosts that operations which have ended are not done with.',
    }),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
  },
  { $id: 'Application' },
);
export type ApplicationBody = Static<typeof ApplicationSchema>;

export const DeploymentSchema = Type.Object(
  {
    id,
    version: Type.Integer({ minimum: 1, description: 'Counts from the oldest one on.' }),
    kind: oneOf(deploymentKinds),
    status: oneOf(deploymentStatuses),
    outcome: orNull(Type.String(), 'Why it failed.'),
    'is-bad': Type.Boolean({ description: 'Whether it was found unhealthy.' }),
    image: orNull(Type.String(), 'What the command names; null for a compose file.'),
    images: Type.Array(Type.String(), { description: 'All that it names, each once.' }),
    command: orNull(command, 'Null for a compose file.'),
    compose: orNull(Type.String(), 'The text of a compose file; null for one container.'),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
  },
  { $id: 'Deployment' },
);
export type DeploymentBody = Static<typeof DeploymentSchema>;

export const OperationSchema = Type.Object(
  {
    id: UuidSchema,
    application: Type.String({ description: 'The name of the application.' }),
    kind: oneOf(operationKinds),
    deployment: orNull(id, 'What is deployed; null where nothing is.'),
    status: oneOf(operationStatuses),
    outcome: orNull(Type.String(), 'Why it failed.'),
    'requested-by': Type.String(),
    'requested-at': UnixSecondsSchema,
    'started-at': neverSeconds,
    'finished-at': neverSeconds,
    hosts: Type.Array(
      Type.Object({
        address: Type.String(),
        name: Type.String(),
        role: oneOf(['deployed', 'removed']),
        state: oneOf(hostStates),
        outcome: orNull(Type.String(), 'What became of it, where that was not asked for.'),
      }),
      { description: 'How far it is on each host.' },
    ),
  },
  { $id: 'Operation' },
);
export type OperationBody = Static<typeof OperationSchema>;

export const NewApplicationSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 255 }),
    command: Type.Optional(command),
    compose,
    instances: Type.Array(Type.String({ minLength: 1, maxLength: 512 }), { minItems: 1 }),
    start: Type.Optional(Type.Boolean({ description: 'Starts the containers; true unless said.' })),
    'force-pull': Type.Optional(Type.Boolean({ description: 'Pulls the image first.' })),
    health,
  },
  { $id: 'NewApplication', additionalProperties: false },
);

export const ApplicationChangeSchema = Type.Object(
  {
    command: Type.Optional(command),
    compose,
    add: Type.Optional(hosts('Where it runs, too.')),
    remove: Type.Optional(hosts('Where it does not run any more.')),
    health,
    force,
    restart: Type.Optional(Type.Boolean({ description: 'Deploys everywhere again, and starts.' })),
  },
  { $id: 'ApplicationChange', additionalProperties: false },
);

export const ReversionSchema = Type.Object(
  {
    target: Type.Integer({
      minimum: -1_000_000,
      maximum: Number.MAX_SAFE_INTEGER,
      description: 'The id of a deployment; below 0, so many before the newest one.',
    }),
    'force-pull': Type.Optional(Type.Boolean()),
    force,
  },
  { $id: 'Reversion', additionalProperties: false },
);
