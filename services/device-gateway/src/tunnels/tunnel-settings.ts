/** What a gateway takes from the environment about beacons that connect from their side. */
import { Type } from 'typebox';

export const tunnelSettings = {
  tunnelFolder: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_DIR',
    schema: Type.String({ minLength: 1, maxLength: 80 }),
    description:
      'A folder for the Unix sockets at which the admin API on the same host reaches beacons that are connected here, one for each worker; nobody else may enter it, and where its group may, the group may use them. Without it no beacon can connect from its side.',
    isOptional: true,
  },
  tunnelStreamsMax: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_STREAMS',
    schema: Type.Integer({ minimum: 1, maximum: 100_000 }),
    description: 'Streams to such beacons that one worker has open at once.',
    default: 4_096,
  },
  tunnelStreamsPerBeaconMax: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_STREAMS_PER_BEACON',
    schema: Type.Integer({ minimum: 1, maximum: 100_000 }),
    description:
      'Those of them to one beacon. They do not count as connections of its device otherwise.',
    default: 1_024,
  },
} as const;
