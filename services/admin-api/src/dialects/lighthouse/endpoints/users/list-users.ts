/** GET /users/list */
import { listVisibleUsernames } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';

/** The names of everybody whom one sees. */
export const listUsersEndpoint = defineEndpoint({
  operationId: 'listLighthouseUsers',
  method: 'GET',
  path: '/users/list',
  summary: 'List people',
  description: 'Oneself first, then everybody of a lower level in the order of their names.',
  tag: 'Users',
  access: { authenticated: true },
  request: {},
  responses: { 200: { description: 'Their names.', schema: Type.Array(Type.String()) } },
  faults: [],
  handle: async (ctx) => ({ status: 200, body: await listVisibleUsernames(ctx) }),
});
