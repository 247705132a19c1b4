/** DELETE /beacons/{id} */
import { deleteBeacon } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { BeaconParamsSchema } from '../../schemas-beacons.ts';

export const deleteBeaconEndpoint = defineEndpoint({
  operationId: 'deleteBeacon',
  method: 'DELETE',
  path: '/beacons/{id}',
  summary: 'Delete a beacon',
  description: 'With its token, its instances, their aliases and who may use it, whoever owns it.',
  tag: 'Beacons',
  access: { scopes: ['beacons:delete'] },
  request: { params: BeaconParamsSchema },
  responses: { 204: { description: 'Nobody uses it any more.' } },
  faults: ['beacon_not_found'],
  handle: async (ctx, { params }) => {
    await deleteBeacon(ctx, params.id);
    return { status: 204 };
  },
});
