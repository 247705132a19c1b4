/** Shapes of applications. */
import { Type } from 'typebox';

export const ApplicationParamsSchema = Type.Object({
  Id: Type.String({
    maxLength: 512,
    description: 'The id of an application, or its name; what looks like a number is always an id.',
  }),
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
