/** GET /beacons/list/{Beacon} */
import { listUsableInstances, refreshIfPossible } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import type { LighthouseContext } from '../../context.ts';
import { BeaconParamsSchema, InstanceSchema } from '../../schemas.ts';
import { toInstanceBody } from '../../translate.ts';

/** The hosts that a beacon reaches. */
export const listInstancesEndpoint = defineEndpoint({
  operationId: 'listBeaconInstances',
  method: 'GET',
  path: '/beacons/list/{+Beacon}',
  summary: 'List the instances of a beacon',
  description:
    'In the order of their addresses; nothing for a beacon that one may not use, as for none. Asked to `refresh`, the beacon is asked first, if one may change it.',
  tag: 'Beacons',
  access: { scopes: ['beacons:use'] },
  request: {
    params: BeaconParamsSchema,
    query: Type.Object({ refresh: Type.Optional(Type.String({ description: '`true`.' })) }),
  },
  responses: { 200: { description: 'The instances.', schema: Type.Array(InstanceSchema) } },
  faults: [],
  handle: async (ctx: LighthouseContext, { params, query }) => {
    const { Beacon: text } = params;
    if (query.refresh === 'true') await refreshIfPossible(ctx, ctx, text);
    const found = await listUsableInstances(ctx, text);
    if (found === null) return { status: 200, body: [] };
    return { status: 200, body: found.instances.map(toInstanceBody(found.address)) };
  },
});
