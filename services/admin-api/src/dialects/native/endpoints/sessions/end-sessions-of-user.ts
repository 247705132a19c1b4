/** DELETE /users/{username}/sessions */
import { endSessionsOf } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { UsernameParamsSchema } from '../../schemas.ts';

export const endSessionsOfUserEndpoint = defineEndpoint({
  operationId: 'endSessionsOfUser',
  method: 'DELETE',
  path: '/users/{username}/sessions',
  summary: 'End every session of a user',
  description:
    'Tokens live on. With a session one’s own are ended, that one among them; those of others, and any with a token, need `users:read-update`.',
  tag: 'Sessions',
  access: { authenticated: true },
  request: { params: UsernameParamsSchema },
  responses: { 204: { description: 'No session of the user is accepted any more.' } },
  faults: ['user_not_found', 'scope_missing', 'committed_unconfirmed'],
  handle: async (ctx, { params }) => {
    await endSessionsOf(ctx, params.username);
    return { status: 204 };
  },
});
