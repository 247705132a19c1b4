/** GET /provider/vms */
import { listAllUsableInstances } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { VmSchema } from '../../schemas.ts';
import { toVmBody } from '../../translate.ts';

/** The hosts of all beacons that one may use. */
export const listVmsEndpoint = defineEndpoint({
  operationId: 'listProviderVms',
  method: 'GET',
  path: '/provider/vms',
  summary: 'List hosts',
  description:
    'The instances of all beacons that one may use, in the form in which beacons report them.',
  tag: 'Provider',
  access: { scopes: ['beacons:use'] },
  request: {},
  responses: { 200: { description: 'The hosts.', schema: Type.Array(VmSchema) } },
  faults: [],
  handle: async (ctx) => ({
    status: 200,
    body: (await listAllUsableInstances(ctx)).map(toVmBody),
  }),
});
