/** GET /users/permissions/vms */
import { listAllUsableInstances } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';

/** Which hosts one may use, as the first version tells it. */
export const listPermittedVmsEndpoint = defineEndpoint({
  operationId: 'listPermittedVms',
  method: 'GET',
  path: '/users/permissions/vms',
  summary: 'List the hosts that one may use',
  tag: 'Provider',
  access: { scopes: ['beacons:use'] },
  request: {},
  responses: {
    200: {
      description: 'Each address with `true`.',
      schema: Type.Record(Type.String(), Type.Literal(true)),
    },
  },
  faults: [],
  handle: async (ctx) => {
    const instances = await listAllUsableInstances(ctx);
    return {
      status: 200,
      body: Object.fromEntries(instances.map(({ address }) => [address, true])),
    };
  },
});
