/** POST /oauth2/revoke */
import { defineEndpoint, readAuthorization } from '@moorgate/http';
import { authenticateClient, isClientId, revokePresentedToken } from '@moorgate/oauth';
import { type OAuthContext, oauthServicesOf } from '../../context.ts';
import { ShownTokenFormSchema } from '../../schemas.ts';
import { toPresentedClient } from '../../translate.ts';
import { clientFaults, clientSchemes } from './client-access.ts';
import { headersOf } from './headers.ts';

export const revokeOAuthTokenEndpoint = defineEndpoint({
  operationId: 'revokeOAuthToken',
  method: 'POST',
  path: '/oauth2/revoke',
  aliases: ['/oauth2/revoke/', '/oauth/revoke/', '/oauth/revoke'],
  summary: 'Revoke a token that is not needed any more',
  description:
    'RFC 7009. A refresh token ends with every access token of its grant, an access token alone. What is no good token is no error.',
  tag: 'Tokens of OAuth',
  access: { public: 'A client proves in the request itself who it is.', schemes: clientSchemes },
  request: { body: ShownTokenFormSchema },
  bodyFormats: ['form'],
  responses: { 200: { description: 'It is not accepted any more, if it ever was.' } },
  faults: [...clientFaults, 'committed_unconfirmed'],
  handle: async (ctx: OAuthContext, { body, headers }) => {
    const known = headersOf(headers);
    const services = oauthServicesOf(ctx, known);
    const presented = toPresentedClient(readAuthorization(known['authorization']), body);
    const isStranger = presented.clientSecret === null && !isClientId(presented.clientId ?? '');
    const client = isStranger ? null : await authenticateClient(ctx, services, presented);
    await revokePresentedToken(ctx, services, { client, token: body.token });
    return { status: 200 };
  },
});
