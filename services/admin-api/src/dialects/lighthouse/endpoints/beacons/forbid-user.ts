/** DELETE /beacons/user/{Beacon}/{User} */
import { changePermission } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { BeaconUserParamsSchema, ForceSchema } from '../../schemas.ts';

/** Takes a beacon from somebody. */
export const forbidUserEndpoint = defineEndpoint({
  operationId: 'forbidBeaconUser',
  method: 'DELETE',
  path: '/beacons/user/{+Beacon}/{User}',
  aliases: ['/beacons/user/{User}'],
  summary: 'Take a beacon from somebody',
  description: 'Needs level 1 on the beacon; only an owner takes it from another owner.',
  tag: 'Beacons',
  access: { scopes: ['beacons:manage'] },
  request: { params: BeaconUserParamsSchema, query: ForceSchema },
  responses: { 200: { description: 'They may not use it.' } },
  faults: ['beacon_not_found', 'beacon_forbidden', 'user_not_found', 'beacon_owner_last'],
  handle: async (ctx, { params, query }) => {
    const { Beacon: beacon, User: username } = params;
    await changePermission(ctx, { beacon, username, level: null, isForced: query.force });
    return { status: 200 };
  },
});
