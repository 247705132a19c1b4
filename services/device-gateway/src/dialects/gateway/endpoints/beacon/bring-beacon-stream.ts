/** POST /beacon/streams/{id}: a connection that a beacon was asked for. */
import { fault } from '@moorgate/errors';
import { Type } from 'typebox';
import { defineGatewayEndpoint } from '../../context.ts';

/** Answers those alone who do not ask for an upgrade: with one the connection does not come here. */
export const bringBeaconStream = defineGatewayEndpoint({
  operationId: 'bringBeaconStream',
  method: 'POST',
  path: '/beacon/streams/{id}',
  summary: 'Bring a stream',
  description:
    'With `Connection: Upgrade` and `Upgrade: moorgate-beacon`, on a connection of its own. After 101 both sides send frames: four bytes with a length, as a big-endian number, and so many bytes; the length 0 says that this side has said all. In them is HTTP/1.1 from the server, whose requests the beacon answers. An id is good once, and for the device that it was told to.',
  tag: 'Beacons',
  access: {},
  request: { params: Type.Object({ id: Type.String({ format: 'uuid' }) }) },
  responses: { 101: { description: 'The stream begins.' } },
  faults: ['upgrade_required', 'route_not_found'],
  handle: () => Promise.reject(fault('upgrade_required')),
});
