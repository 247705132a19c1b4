/** DELETE /self/identities/{provider} */
import { unlinkOwnIdentity } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { ProviderParamsSchema } from '../../schemas-identities.ts';

export const unlinkOwnIdentityEndpoint = defineEndpoint({
  operationId: 'unlinkOwnIdentity',
  method: 'DELETE',
  path: '/self/identities/{provider}',
  summary: 'Unlink an identity of one’s own',
  description:
    'The roles that came from it go with it. Needs a session that began within fifteen minutes, and another way to log in.',
  tag: 'Users',
  access: { authenticated: true },
  request: { params: ProviderParamsSchema },
  responses: { 204: { description: 'The identity logs nobody in any more.' } },
  faults: [
    'identity_not_found',
    'identity_is_last_login',
    'session_required',
    'session_not_fresh',
    'last_administrator',
    'committed_unconfirmed',
  ],
  handle: async (ctx: NativeContext, { params }) => {
    const configuredProviders = [...ctx.login.providers.keys()];
    await unlinkOwnIdentity(ctx, { provider: params.provider, configuredProviders });
    return { status: 204 };
  },
});
