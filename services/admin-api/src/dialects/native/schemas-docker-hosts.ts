/** Shapes of Docker hosts. */
import { UnixSecondsSchema, UuidSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { BeaconConnectionSchema } from './schemas-beacons.ts';

export const DockerHostSchema = Type.Object(
  {
    id: Type.String({ description: 'Opaque.' }),
    address: Type.String({ description: '`host:port/version`, as its beacon reports it.' }),
    name: Type.String(),
    alias: Type.Union([Type.String(), Type.Null()]),
    beacon: Type.Object({
      id: UuidSchema,
      address: Type.String(),
      connection: BeaconConnectionSchema,
    }),
    level: Type.Integer({
      minimum: 0,
      maximum: 2,
      description: 'Of whoever asks, on the beacon: 0 uses, 1 changes, 2 owns it.',
    }),
    'can-access-docker': Type.Boolean(),
    'last-seen': UnixSecondsSchema,
    'is-stale': Type.Boolean({ description: 'The beacon did not name it last.' }),
  },
  { $id: 'DockerHost' },
);

export const DockerHostParamsSchema = Type.Object({
  id: Type.String({
    minLength: 1,
    maxLength: 1_000,
    description: 'The id of a host, its alias, or its address with its slash escaped.',
  }),
});
