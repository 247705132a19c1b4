/** POST /oauth2/token */
import { defineEndpoint, readAuthorization } from '@moorgate/http';
import { readShownKey, requestGrant } from '@moorgate/oauth';
import { type OAuthContext, oauthServicesOf } from '../../context.ts';
import { TokenRequestFormSchema, TokenResponseSchema } from '../../schemas.ts';
import { toPresentedClient, toScopes, toTokenResponse, withoutEmpty } from '../../translate.ts';
import { headersOf } from './headers.ts';
import { clientSchemes, grantFaults } from './client-access.ts';

export const requestTokenEndpoint = defineEndpoint({
  operationId: 'requestToken',
  method: 'POST',
  path: '/oauth2/token',
  aliases: ['/oauth2/token/', '/oauth/token/', '/oauth/token'],
  summary: 'Get tokens for a grant',
  description:
    'RFC 6749, 3.2. An access token lives for an hour. A refresh token is good once, but for a minute in which clients that share it may be late; one that comes later ends the grant. With a `DPoP` header, or over a connection with a certificate, the access token is bound to that key.',
  tag: 'Tokens of OAuth',
  access: { public: 'A client proves in the request itself who it is.', schemes: clientSchemes },
  request: { body: TokenRequestFormSchema },
  bodyFormats: ['form'],
  responses: { 200: { description: 'The tokens, shown this once.', schema: TokenResponseSchema } },
  faults: grantFaults,
  handle: async (ctx: OAuthContext, { body, headers, path }) => {
    const known = headersOf(headers);
    const services = oauthServicesOf(ctx, known);
    const evidence = {
      method: 'POST',
      url: `${services.issuer}${path}`,
      proof: known['dpop'],
    } as const;
    const { grant_type: grantType, ...parameters } = withoutEmpty(body);
    const issued = await requestGrant(ctx, services, {
      client: toPresentedClient(readAuthorization(known['authorization']), body),
      grantType,
      parameters,
      scopes: toScopes(body, ctx.factory),
      key: await readShownKey(ctx, evidence),
    });
    const spelling = { factory: ctx.factory, hasPrefix: path.startsWith('/oauth/') };
    return {
      status: 200,
      headers: { 'Cache-Control': 'no-store', Pragma: 'no-cache' },
      body: toTokenResponse(issued, spelling),
    };
  },
});
