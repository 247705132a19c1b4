/** Shapes of beacons. */
import { UnixSecondsSchema, UuidSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { neverSeconds } from './schemas-devices.ts';

/** How it stands with a beacon that connects from its side. */
export const BeaconConnectionSchema = Type.Union(
  [
    Type.Object({
      device: UuidSchema,
      'connected-at': neverSeconds,
      'is-denied': Type.Boolean({ description: 'The device is on the denied list.' }),
    }),
    Type.Null(),
  ],
  {
    description:
      'Of a beacon that connects from its side, as a device: since when, 0 while it is not connected. Null for one that is called at its address.',
  },
);

const members = {
  id: UuidSchema,
  address: Type.String({ description: '`host[:port][/prefix]`, after `https://` for TLS.' }),
  'created-at': UnixSecondsSchema,
  'created-by': Type.String({ description: 'Who connected it.' }),
  'refreshed-at': UnixSecondsSchema,
  connection: BeaconConnectionSchema,
};

export const BeaconSchema = Type.Object(members, { $id: 'Beacon' });

export const BeaconDetailsSchema = Type.Object(
  {
    ...members,
    alias: Type.Union([Type.String(), Type.Null()], {
      description: 'Null for one that is known by its address alone.',
    }),
    instances: Type.Array(
      Type.Object({
        address: Type.String(),
        name: Type.String(),
        alias: Type.Union([Type.String(), Type.Null()]),
        'can-access-docker': Type.Boolean(),
        'last-seen': UnixSecondsSchema,
        'is-stale': Type.Boolean({ description: 'The beacon did not name it last.' }),
      }),
      { description: 'The hosts that it reaches, in the order of their addresses.' },
    ),
    permissions: Type.Array(
      Type.Object({
        username: Type.String(),
        level: Type.Integer({
          minimum: 0,
          maximum: 2,
          description: '0 uses, 1 changes, 2 owns it.',
        }),
      }),
      { description: 'Who may use it, in the order of their names.' },
    ),
  },
  { $id: 'BeaconDetails' },
);

export const BeaconParamsSchema = Type.Object({ id: UuidSchema });
