/** GET /self */
import { listScopes } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { SelfSchema } from '../../schemas.ts';
import { toSelfBody } from '../../translate.ts';

export const findSelfEndpoint = defineEndpoint({
  operationId: 'findSelf',
  method: 'GET',
  path: '/self',
  summary: 'See who asks, and what the credential may do',
  tag: 'Users',
  access: { authenticated: true },
  request: {},
  responses: { 200: { description: 'Who asks.', schema: SelfSchema } },
  faults: [],
  handle: ({ principal }) => {
    if (principal.kind !== 'user') throw fault('credentials_required');
    return Promise.resolve({ status: 200, body: toSelfBody(principal, listScopes) });
  },
});
