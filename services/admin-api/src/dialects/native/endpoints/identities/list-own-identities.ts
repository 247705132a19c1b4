/** GET /self/identities */
import { listOwnIdentities } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { IdentitySchema } from '../../schemas-identities.ts';
import { toIdentityBody } from '../../translate-identities.ts';

export const listOwnIdentitiesEndpoint = defineEndpoint({
  operationId: 'listOwnIdentities',
  method: 'GET',
  path: '/self/identities',
  summary: 'List one’s own identities at login providers',
  tag: 'Users',
  access: { authenticated: true },
  request: {},
  responses: {
    200: { description: 'One of each provider at most.', schema: Type.Array(IdentitySchema) },
  },
  faults: [],
  handle: async (ctx) => ({
    status: 200,
    body: (await listOwnIdentities(ctx)).map(toIdentityBody),
  }),
});
