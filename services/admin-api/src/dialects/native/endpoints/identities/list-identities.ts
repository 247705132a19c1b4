/** GET /users/{username}/identities */
import { listIdentities } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { UsernameParamsSchema } from '../../schemas.ts';
import { IdentitySchema } from '../../schemas-identities.ts';
import { toIdentityBody } from '../../translate-identities.ts';

export const listIdentitiesEndpoint = defineEndpoint({
  operationId: 'listIdentities',
  method: 'GET',
  path: '/users/{username}/identities',
  summary: 'List the identities of a user at login providers',
  tag: 'Users',
  access: { scopes: ['users:read'] },
  request: { params: UsernameParamsSchema },
  responses: {
    200: { description: 'One of each provider at most.', schema: Type.Array(IdentitySchema) },
  },
  faults: ['user_not_found'],
  handle: async (ctx, { params }) => ({
    status: 200,
    body: (await listIdentities(ctx, params.username)).map(toIdentityBody),
  }),
});
