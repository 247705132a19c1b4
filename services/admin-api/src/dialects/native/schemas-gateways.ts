/** The wire shapes of gateways. */
import { oneOf, UnixSecondsSchema, UuidSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

const stateSchema = {
  ...oneOf(['current', 'lapsed', 'lost']),
  description:
    'current: follows every change; lapsed: cannot at the moment, and asks the database about each request or serves nobody; lost: silent for more than ten seconds.',
};
const sequenceSchema = Type.Integer({
  minimum: 0,
  description: 'The number of the last change that is in force there.',
});
const connectionsSchema = Type.Integer({
  minimum: 0,
  description: 'Open connections of devices, a quarter of a second ago at most.',
});

/** A process of a gateway. */
export const GatewayWorkerSchema = Type.Object(
  {
    id: UuidSchema,
    'process-id': Type.Integer(),
    state: stateSchema,
    'started-at': UnixSecondsSchema,
    'leased-until': { ...UnixSecondsSchema, description: 'Unix seconds, by the database’s clock.' },
    'applied-sequence': sequenceSchema,
    'changes-behind': Type.Integer({
      minimum: 0,
      description: 'Changes that are made and not in force there.',
    }),
    connections: connectionsSchema,
  },
  { $id: 'GatewayWorker' },
);

/** What runs under one name. */
export const GatewaySchema = Type.Object(
  {
    name: Type.String(),
    state: stateSchema,
    'applied-sequence': sequenceSchema,
    connections: connectionsSchema,
    workers: Type.Array(GatewayWorkerSchema),
  },
  { $id: 'Gateway' },
);
export type GatewayBody = Static<typeof GatewaySchema>;
