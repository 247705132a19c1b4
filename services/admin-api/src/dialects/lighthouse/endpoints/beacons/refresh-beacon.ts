/** PUT /beacons/refresh/{Beacon} */
import { refreshBeacon } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { BeaconParamsSchema } from '../../schemas.ts';

/** Asks a beacon again which hosts it reaches. */
export const refreshBeaconEndpoint = defineEndpoint({
  operationId: 'refreshBeacon',
  method: 'PUT',
  path: '/beacons/refresh/{+Beacon}',
  aliases: ['/beacons/refresh', '/beacons/refresh/'],
  summary: 'Refresh a beacon',
  description: 'Stores which hosts it reaches now. Needs level 1 on it.',
  tag: 'Beacons',
  access: { scopes: ['beacons:manage'] },
  request: { params: BeaconParamsSchema },
  responses: { 200: { description: 'It is refreshed.' } },
  faults: [
    'beacon_not_found',
    'beacon_forbidden',
    'beacon_address_forbidden',
    'beacon_call_failed',
    'sealed_secret_lost',
  ],
  handle: async (ctx: LighthouseContext, { params }) => {
    await refreshBeacon(ctx, ctx, params.Beacon);
    return { status: 200 };
  },
});
