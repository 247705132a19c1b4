/** DELETE /tokens/{id} */
import { revokeToken } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { TokenIdParamsSchema } from '../../schemas.ts';

export const revokeTokenEndpoint = defineEndpoint({
  operationId: 'revokeToken',
  method: 'DELETE',
  path: '/tokens/{id}',
  summary: 'Revoke a token',
  description:
    'With a session: any token of one’s own. With a token: itself and what was made with it. Others with `tokens:delete`.',
  tag: 'Tokens',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema },
  responses: { 204: { description: 'It is not accepted any more, nor what was made with it.' } },
  faults: ['token_not_found', 'scope_missing', 'committed_unconfirmed'],
  handle: async (ctx, { params }) => {
    await revokeToken(ctx, params.id);
    return { status: 204 };
  },
});
