/** DELETE /application-credentials/{id} */
import { defineEndpoint } from '@moorgate/http';
import { revokeApplicationCredential } from '@moorgate/oauth';
import { TokenIdParamsSchema } from '../../schemas.ts';

export const revokeApplicationCredentialEndpoint = defineEndpoint({
  operationId: 'revokeApplicationCredential',
  method: 'DELETE',
  path: '/application-credentials/{id}',
  summary: 'Revoke an application credential',
  description:
    'With a session: any of one’s own. With a token: what was made with it. Others with `tokens:delete`.',
  tag: 'Application credentials',
  access: { authenticated: true },
  request: { params: TokenIdParamsSchema },
  responses: {
    204: { description: 'The client is not accepted any more, nor what was issued to it.' },
  },
  faults: ['application_credential_not_found', 'scope_missing', 'committed_unconfirmed'],
  handle: async (ctx, { params }) => {
    await revokeApplicationCredential(ctx, params.id);
    return { status: 204 };
  },
});
