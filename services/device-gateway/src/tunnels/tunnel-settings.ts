/** What a gateway takes from the environment about beacons that connect from their side. */
import { listenAddressPattern } from '@moorgate/config';
import { Type } from 'typebox';

export const tunnelSettings = {
  tunnelFolder: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_DIR',
    schema: Type.String({ minLength: 1, maxLength: 80 }),
    description:
      'A folder for the Unix sockets at which the admin API on the same host reaches beacons that are connected here, one for each worker; nobody else may enter it, and where its group may, the group may use them. Without it no beacon can connect from its side.',
    isOptional: true,
  },
  tunnelAddress: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_ADDR',
    schema: Type.String({ pattern: listenAddressPattern }),
    description:
      'Where admin APIs on other hosts reach those beacons, over mutual TLS with the certificate of this gateway; beside that folder, and with the next three.',
    isOptional: true,
  },
  tunnelHost: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_HOST',
    schema: Type.String({ pattern: '^[A-Za-z0-9.-]+(?::[0-9]{1,5})?$', maxLength: 255 }),
    description:
      'The name by which they reach it, which the certificate of this gateway has, and the port where that is another one.',
    isOptional: true,
  },
  tunnelCasFile: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_CAS',
    schema: Type.String({ minLength: 1 }),
    description:
      'The CAs that issued the certificates of the admin APIs that may ask there, in PEM.',
    isOptional: true,
  },
  tunnelPeers: {
    variable: 'MOORGATE_GATEWAY_TUNNEL_PEERS',
    schema: Type.Array(Type.String({ minLength: 1, maxLength: 255 })),
    description:
      'Names, separated by commas, one of which such a certificate has: those of the admin APIs, since a CA issues other certificates too.',
    default: [],
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
