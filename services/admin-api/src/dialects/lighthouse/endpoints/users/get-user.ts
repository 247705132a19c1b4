/** GET /users/{Email} */
import { findVisibleUser } from '@moorgate/beacons';
import { defineEndpoint } from '@moorgate/http';
import { UserParamsSchema, UserSchema } from '../../schemas.ts';
import { toUserBody } from '../../translate.ts';

/** What somebody may do. */
export const getUserEndpoint = defineEndpoint({
  operationId: 'getLighthouseUser',
  method: 'GET',
  path: '/users/{Email}',
  summary: 'Get a person',
  description:
    'Oneself, or somebody of a lower level; everybody else is answered for as nobody is.',
  tag: 'Users',
  access: { authenticated: true },
  request: { params: UserParamsSchema },
  responses: { 200: { description: 'Their levels.', schema: UserSchema } },
  faults: ['user_not_found'],
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toUserBody(await findVisibleUser(ctx, params.Email)),
  }),
});
