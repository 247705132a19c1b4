/** GET /users/{username} */
import { findUser } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema, UserSchema } from '../../schemas.ts';
import { toUserBody } from '../../translate.ts';

export const findUserEndpoint = defineEndpoint({
  operationId: 'findUser',
  method: 'GET',
  path: '/users/{username}',
  summary: 'See a user',
  tag: 'Users',
  access: { scopes: ['users:read'] },
  request: { params: UsernameParamsSchema },
  responses: { 200: { description: 'The user.', schema: UserSchema } },
  faults: ['user_not_found'],
  handle: async (ctx, { params }) => ({
    status: 200,
    body: toUserBody(await findUser(ctx, params.username)),
  }),
});
