/** DELETE /users/{username} */
import { deactivateUser } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema } from '../../schemas.ts';

export const deactivateUserEndpoint = defineEndpoint({
  operationId: 'deactivateUser',
  method: 'DELETE',
  path: '/users/{username}',
  summary: 'Deactivate a user',
  description:
    'Revokes all tokens and sessions of the user. The name stays taken; the account can be reactivated.',
  tag: 'Users',
  access: { scopes: ['users:delete'] },
  request: { params: UsernameParamsSchema },
  responses: { 204: { description: 'Nothing of the user is accepted any more.' } },
  faults: [
    'user_not_found',
    'user_is_self',
    'scope_not_held',
    'last_administrator',
    'committed_unconfirmed',
  ],
  handle: async (ctx, { params }) => {
    await deactivateUser(ctx, params.username);
    return { status: 204 };
  },
});
