/** POST /auth/link/{provider} */
import { requireFreshSession } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { beginLogin, findProvider } from '../../../../login/begin-login.ts';
import { localPath } from '../../../../login/local-path.ts';
import type { NativeContext } from '../../context.ts';
import { ProviderParamsSchema } from '../../schemas-identities.ts';

export const startLinkEndpoint = defineEndpoint({
  operationId: 'startLink',
  method: 'POST',
  path: '/auth/link/{provider}',
  summary: 'Link an identity to one’s own account',
  description:
    'For a form of a page: the browser is sent to the provider, and what it comes back with is linked. Needs a session that began within fifteen minutes.',
  tag: 'Sessions',
  access: { authenticated: true },
  request: {
    params: ProviderParamsSchema,
    query: Type.Object({
      'return-to': Type.Optional(
        Type.String({ maxLength: 512, description: 'A path of this site to go to afterwards.' }),
      ),
    }),
  },
  responses: {
    303: {
      description: 'The browser goes to the provider.',
      headers: {
        Location: 'Where the person says who they are.',
        'Set-Cookie': 'What the answer of the provider is compared with.',
      },
    },
  },
  faults: [
    'identity_provider_not_found',
    'identity_provider_unavailable',
    'session_required',
    'session_not_fresh',
  ],
  handle: async (ctx: NativeContext, { params, query }) => {
    const { providers, loginCookie } = ctx.login;
    const provider = findProvider(providers, params.provider);
    const { userId, credential } = await requireFreshSession(ctx);
    const returnTo = localPath(query['return-to'] ?? '/');
    if (returnTo === null) {
      const message = 'must be a path of this site';
      throw fault('invalid_request', { issues: [{ pointer: '/query/return-to', message }] });
    }
    const linking = { userId, sessionId: credential.tokenId };
    return beginLogin(ctx, loginCookie, { provider, returnTo, linking });
  },
});
