/** POST /users/{username}/reactivate */
import { reactivateUser } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema } from '../../schemas.ts';

export const reactivateUserEndpoint = defineEndpoint({
  operationId: 'reactivateUser',
  method: 'POST',
  path: '/users/{username}/reactivate',
  summary: 'Reactivate a user who was deactivated',
  description:
    'With the rights and the password from before; tokens and sessions stay ended. Needs every right that the user gets back.',
  tag: 'Users',
  access: { scopes: ['users:create'] },
  request: { params: UsernameParamsSchema },
  responses: { 204: { description: 'The user can log in.' } },
  faults: ['user_not_found', 'user_active', 'scope_not_held'],
  handle: async (ctx, { params }) => {
    await reactivateUser(ctx, params.username);
    return { status: 204 };
  },
});
