/** PUT /beacons/user/{Beacon}/{User} */
import { changePermission } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { BeaconUserParamsSchema, ForceSchema } from '../../schemas.ts';

/** Lets somebody use a beacon. */
export const permitUserEndpoint = defineEndpoint({
  operationId: 'permitBeaconUser',
  method: 'PUT',
  path: '/beacons/user/{+Beacon}/{User}',
  aliases: ['/beacons/user/{User}'],
  summary: 'Let somebody use a beacon',
  description: 'Gives level 0, in the place of any other. Needs level 1 on the beacon.',
  tag: 'Beacons',
  access: { scopes: ['beacons:manage'] },
  request: { params: BeaconUserParamsSchema, query: ForceSchema },
  responses: { 200: { description: 'They may use it.' } },
  faults: ['beacon_not_found', 'beacon_forbidden', 'user_not_found', 'beacon_owner_last'],
  handle: async (ctx, { params, query }) => {
    const { Beacon: beacon, User: username } = params;
    await changePermission(ctx, { beacon, username, level: 0, isForced: query.force });
    return { status: 200 };
  },
});
