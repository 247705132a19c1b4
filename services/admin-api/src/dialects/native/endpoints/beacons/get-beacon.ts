/** GET /beacons/{id} */
import { findBeacon } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { BeaconDetailsSchema, BeaconParamsSchema } from '../../schemas-beacons.ts';
import { toBeaconDetailsBody } from '../../translate-beacons.ts';

export const getBeaconEndpoint = defineEndpoint({
  operationId: 'getBeacon',
  method: 'GET',
  path: '/beacons/{id}',
  summary: 'Get a beacon',
  description: 'With the hosts that it reaches and who may use it; never its token.',
  tag: 'Beacons',
  access: { scopes: ['beacons:read'] },
  request: { params: BeaconParamsSchema },
  responses: { 200: { description: 'The beacon.', schema: BeaconDetailsSchema } },
  faults: ['beacon_not_found'],
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toBeaconDetailsBody(await findBeacon(ctx, params.id)),
  }),
});
