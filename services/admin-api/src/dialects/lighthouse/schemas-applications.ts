/** Shapes of applications. */
import { Type } from 'typebox';

/** Read as the original read it, so that nothing of it is ever refused. */
const flag = (description: string) =>
  Type.Optional(
    Type.String({
      description: `${description} True for \`1\`, \`t\`, \`T\`, \`TRUE\`, \`true\` and \`True\`, false for anything else.`,
    }),
  );

const forcePull = flag('Pulls the image first.');

const CommandSchema = Type.Record(Type.String(), Type.Unknown(), {
  description: 'The body with which Docker creates the container.',
});

const HealthSchema = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), {
    description:
      'What makes it count as healthy: a health check as Docker has it, `SoakSeconds` and `DeadlineSeconds`.',
  }),
);

const force = flag('Deploys also what was found unhealthy before.');

const hosts = { minLength: 1, description: 'The address of an instance, or its alias.' };

export const ApplicationParamsSchema = Type.Object({
  Id: Type.String({
    maxLength: 512,
    description: 'The id of an application, or its name; what looks like a number is always an id.',
  }),
});

export const CreateQuerySchema = Type.Object({
  start: flag('Starts the containers.'),
  forcePull,
});

export const NewApplicationSchema = Type.Object({
  Name: Type.String({ minLength: 1, description: 'What its containers are called.' }),
  Command: CommandSchema,
  Instances: Type.Array(Type.String(hosts), {
    minItems: 1,
    description: 'Where it runs.',
  }),
  Health: HealthSchema,
});

export const RevertQuerySchema = Type.Object({
  target: Type.Optional(
    Type.String({
      description:
        'The id of a deployment; below 0, so many deployments before the newest one. -1 for anything that is no integer.',
    }),
  ),
  forcePull,
  force,
});

export const UpdateQuerySchema = Type.Object({
  restart: flag('Deploys everywhere, and starts the containers.'),
  force,
});

export const ApplicationChangeSchema = Type.Object({
  Command: Type.Optional(CommandSchema),
  Health: HealthSchema,
  Add: Type.Optional(Type.Array(Type.String(hosts), { description: 'Where it runs, too.' })),
  Remove: Type.Optional(
    Type.Array(Type.String(hosts), { description: 'Where it does not run any more.' }),
  ),
});

export const ApplicationSchema = Type.Object(
  {
    Id: Type.Integer({ minimum: 0 }),
    CurrentDeployment: Type.Integer({ minimum: -1, description: '-1 before the first good one.' }),
    Name: Type.String(),
    Instances: Type.Array(Type.String()),
  },
  { $id: 'Application' },
);

export const HistoryQuerySchema = Type.Object({
  count: Type.Optional(
    Type.String({ description: 'So many at most; all, for anything that is no integer.' }),
  ),
});

export const DeploymentSchema = Type.Object(
  {
    Id: Type.Integer({ minimum: 0 }),
    Creator: Type.String(),
    Date: Type.String({ format: 'date-time', description: 'When it was asked for.' }),
    Image: Type.String({ description: 'Empty where the command names none.' }),
    Command: Type.Record(Type.String(), Type.Unknown()),
    Version: Type.Integer({ minimum: 1, description: 'Counts from the oldest one on.' }),
    Status: Type.String({ description: 'What became of it.' }),
  },
  { $id: 'Deployment' },
);
