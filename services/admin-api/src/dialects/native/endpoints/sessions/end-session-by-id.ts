/** DELETE /sessions/{id} */
import { endSessionById } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { SessionIdParamsSchema } from '../../schemas-people.ts';

export const endSessionByIdEndpoint = defineEndpoint({
  operationId: 'endSessionById',
  method: 'DELETE',
  path: '/sessions/{id}',
  summary: 'End a session',
  description:
    'With a session one’s own are ended; those of others, and any with a token, need `users:read-update`.',
  tag: 'Sessions',
  access: { authenticated: true },
  request: { params: SessionIdParamsSchema },
  responses: { 204: { description: 'The session is accepted nowhere any more.' } },
  faults: ['session_not_found', 'scope_missing', 'committed_unconfirmed'],
  handle: async (ctx, { params }) => {
    await endSessionById(ctx, params.id);
    return { status: 204 };
  },
});
