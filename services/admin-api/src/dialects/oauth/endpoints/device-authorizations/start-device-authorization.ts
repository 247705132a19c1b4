/** POST /oauth2/device_authorization */
import { defineEndpoint, readAuthorization } from '@moorgate/http';
import {
  authenticateClient,
  chooseScopes,
  readRegisteringClient,
  startDeviceAuthorization,
  type WaitingDevice,
} from '@moorgate/oauth';
import { type OAuthContext, oauthServicesOf } from '../../context.ts';
import { DeviceAuthorizationFormSchema, DeviceAuthorizationSchema } from '../../schemas.ts';
import { toPresentedClient, toScopes } from '../../translate.ts';
import { clientFaults, clientSchemes } from '../tokens/client-access.ts';
import { headersOf } from '../tokens/headers.ts';

export const startDeviceAuthorizationEndpoint = defineEndpoint({
  operationId: 'startDeviceAuthorization',
  method: 'POST',
  path: '/oauth2/device_authorization',
  aliases: [
    '/oauth2/device_authorization/',
    '/oauth/authorization/device/',
    '/oauth/authorization/device',
  ],
  summary: 'Ask to be let in by a person, with a code on one’s own screen',
  description:
    'RFC 8628. For a client that is registered; and for a device that wants to register, which is none: it gives its UUID as the client and `<factory>:devices:create` as the scope, and gets a token that registers this device, once, within a quarter of an hour.',
  tag: 'Tokens of OAuth',
  access: {
    public: 'A device has nothing to show before a person lets it in.',
    schemes: clientSchemes,
  },
  request: { body: DeviceAuthorizationFormSchema },
  bodyFormats: ['form'],
  unaudited: 'strangers ask as often as they like; what a person says to it is recorded',
  responses: {
    200: { description: 'The codes; the device waits.', schema: DeviceAuthorizationSchema },
  },
  faults: [...clientFaults, 'oauth_scope_invalid'],
  handle: async (ctx: OAuthContext, { body, headers }) => {
    const known = headersOf(headers);
    const services = oauthServicesOf(ctx, known);
    const { client_id: clientId = '', scope = '' } = body;
    const waiting: WaitingDevice =
      readRegisteringClient(services, { clientId, scope }) ??
      (await clientThatWaits(ctx, known, body));
    const started = await startDeviceAuthorization(ctx, services, waiting);
    const verificationUri = `${services.issuer}/device`;
    const search = new URLSearchParams({ user_code: started.userCode });
    return {
      status: 200,
      body: {
        device_code: started.deviceCode,
        user_code: started.userCode,
        verification_uri: verificationUri,
        verification_uri_complete: `${verificationUri}?${search.toString()}`,
        expires_in: started.expiresInSeconds,
        interval: started.intervalSeconds,
      },
    };
  },
});

/** Throws `client_invalid` and `oauth_scope_invalid`. */
const clientThatWaits = async (
  ctx: OAuthContext,
  headers: ReturnType<typeof headersOf>,
  body: { readonly client_id?: string; readonly client_secret?: string; readonly scope?: string },
): Promise<WaitingDevice> => {
  const presented = toPresentedClient(readAuthorization(headers['authorization']), body);
  const services = oauthServicesOf(ctx, headers);
  const { id, limits } = await authenticateClient(ctx, services, presented);
  const scopes = chooseScopes(toScopes(body, ctx.factory), limits.scopes);
  return { clientId: id, deviceUuid: null, scopes };
};
