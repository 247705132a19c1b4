/** POST /beacons/create */
import { createBeacon } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import type { LighthouseContext } from '../../context.ts';
import { NewBeaconSchema } from '../../schemas.ts';

/** Connects a beacon, which whoever asks owns then. */
export const connectBeaconEndpoint = defineEndpoint({
  operationId: 'connectBeacon',
  method: 'POST',
  path: '/beacons/create',
  summary: 'Connect a beacon',
  description:
    'Asks the beacon which hosts it reaches. Only if it answers it is stored, with them, the alias, and oneself as its owner.',
  tag: 'Beacons',
  access: { scopes: ['beacons:create'] },
  request: { body: NewBeaconSchema },
  bodyFormats: ['unlabelled-json'],
  responses: { 200: { description: 'It is connected.' } },
  faults: ['beacon_exists', 'beacon_alias_taken', 'beacon_address_forbidden', 'beacon_call_failed'],
  handle: async (ctx: LighthouseContext, { body }) => {
    const { Address: address, Token: token = '', Alias: alias = null } = body;
    await createBeacon(ctx, ctx, { address, token, alias });
    return { status: 200 };
  },
});
