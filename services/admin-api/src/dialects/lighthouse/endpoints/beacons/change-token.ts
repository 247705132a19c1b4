/** PUT /beacons/token/{Beacon} */
import { changeBeaconToken } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { BeaconParamsSchema, TokenSchema } from '../../schemas.ts';

/** Replaces the token with which a beacon is called. */
export const changeTokenEndpoint = defineEndpoint({
  operationId: 'changeBeaconToken',
  method: 'PUT',
  path: '/beacons/token/{+Beacon}',
  aliases: ['/beacons/token', '/beacons/token/'],
  summary: 'Change the token of a beacon',
  description: 'What is sent to the beacon from now on; it is not tried. Needs level 1 on it.',
  tag: 'Beacons',
  access: { scopes: ['beacons:manage'] },
  request: { params: BeaconParamsSchema, body: TokenSchema },
  bodyFormats: ['unlabelled-json'],
  responses: { 200: { description: 'The token is changed.' } },
  faults: ['beacon_not_found', 'beacon_forbidden'],
  handle: async (ctx: LighthouseContext, { params, body }) => {
    await changeBeaconToken(ctx, ctx, { beacon: params.Beacon, token: body });
    return { status: 200 };
  },
});
