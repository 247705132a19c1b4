/** GET /beacons/list */
import { listUsableBeacons } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { BeaconSchema } from '../../schemas.ts';
import { toBeaconBody } from '../../translate.ts';

/** The beacons that one may use. */
export const listBeaconsEndpoint = defineEndpoint({
  operationId: 'listOwnBeacons',
  method: 'GET',
  path: '/beacons/list',
  summary: 'List beacons',
  description: 'Those that one may use, oldest first.',
  tag: 'Beacons',
  access: { scopes: ['beacons:use'] },
  request: {},
  responses: { 200: { description: 'The beacons.', schema: Type.Array(BeaconSchema) } },
  faults: [],
  handle: async (ctx) => ({
    status: 200,
    body: (await listUsableBeacons(ctx)).map(toBeaconBody),
  }),
});
