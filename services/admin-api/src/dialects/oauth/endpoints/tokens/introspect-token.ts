/** POST /oauth2/introspect */
import type { Principal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { type Authorization, defineEndpoint, readAuthorization } from '@moorgate/http';
import { authenticateClient, introspectToken } from '@moorgate/oauth';
import { authenticateOAuth } from '../../authenticate.ts';
import { type OAuthContext, oauthServicesOf } from '../../context.ts';
import { IntrospectionSchema, type ShownTokenForm, ShownTokenFormSchema } from '../../schemas.ts';
import { toIntrospection, toPresentedClient } from '../../translate.ts';
import { clientFaults, clientSchemes } from './client-access.ts';
import { headersOf } from './headers.ts';

export const introspectTokenEndpoint = defineEndpoint({
  operationId: 'introspectToken',
  method: 'POST',
  path: '/oauth2/introspect',
  aliases: ['/oauth2/introspect/', '/oauth/introspect/', '/oauth/introspect'],
  summary: 'Ask what a token is worth',
  description:
    'RFC 7662. A client is told of what was issued to it, the holder of another token of what is their own, and with the scope `tokens:read` of every token. Whatever else there is answers as a token that is not good: `{"active":false}`.',
  tag: 'Tokens of OAuth',
  access: {
    public: 'A client proves in the request itself who it is.',
    schemes: [...clientSchemes, 'bearer'],
  },
  request: { body: ShownTokenFormSchema },
  bodyFormats: ['form'],
  responses: { 200: { description: 'What it is worth now.', schema: IntrospectionSchema } },
  faults: [...clientFaults, 'credentials_required'],
  unaudited: 'It changes nothing.',
  handle: async (ctx: OAuthContext, { body, headers, path }) => {
    const known = headersOf(headers);
    const services = oauthServicesOf(ctx, known);
    const authorization = readAuthorization(known['authorization']);
    const credentials = {
      headers: known,
      method: 'POST',
      path,
      query: new URLSearchParams(),
      mayChange: false,
    };
    const principal =
      authorization?.scheme === 'bearer' || authorization?.scheme === 'dpop'
        ? await authenticateOAuth(ctx, ctx, credentials)
        : await clientPrincipal(ctx, { authorization, body });
    const token = await introspectToken({ ...ctx, principal }, services, body.token);
    return { status: 200, body: toIntrospection(token, services.issuer) };
  },
});

/** Whoever merely claims to be a client is told nothing (RFC 7662, 2.1). Throws `client_invalid` and `client_unauthorized`. */
const clientPrincipal = async (
  ctx: OAuthContext,
  asked: { readonly authorization: Authorization | null; readonly body: ShownTokenForm },
): Promise<Principal> => {
  const services = oauthServicesOf(ctx, {});
  const presented = toPresentedClient(asked.authorization, asked.body);
  const client = await authenticateClient(ctx, services, presented);
  if (!client.isAuthenticated)
    throw fault('client_unauthorized', { detail: 'A public client is told of no token.' });
  return client.principal;
};
