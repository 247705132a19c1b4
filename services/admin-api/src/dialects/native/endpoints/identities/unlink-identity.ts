/** DELETE /users/{username}/identities/{provider} */
import { unlinkIdentity } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UserProviderParamsSchema } from '../../schemas-identities.ts';

export const unlinkIdentityEndpoint = defineEndpoint({
  operationId: 'unlinkIdentity',
  method: 'DELETE',
  path: '/users/{username}/identities/{provider}',
  summary: 'Unlink an identity of a user',
  description:
    'Even their last way to log in. Somebody whose provider admits newcomers may come back with the identity, to a new account: to keep somebody out, deactivate the account.',
  tag: 'Users',
  access: { scopes: ['users:read-update'] },
  request: { params: UserProviderParamsSchema },
  responses: { 204: { description: 'The identity does not log the user in any more.' } },
  faults: [
    'user_not_found',
    'user_is_self',
    'scope_not_held',
    'identity_not_found',
    'last_administrator',
    'committed_unconfirmed',
  ],
  handle: async (ctx, { params }) => {
    await unlinkIdentity(ctx, params);
    return { status: 204 };
  },
});
