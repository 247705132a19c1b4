/** POST /app-proxy-url: where the apps of the assigned update are to be fetched, and with which token. */
import { Type } from 'typebox';
import { connectedDevice, defineGatewayEndpoint } from '../../context.ts';

export const createAppProxyUrl = defineGatewayEndpoint({
  operationId: 'createAppProxyUrl',
  method: 'POST',
  path: '/app-proxy-url',
  summary: 'Get an address to fetch apps from without the certificate',
  description:
    'Its token is good for an hour, at every gateway of the installation, and ends with the denial of the device or with the key that this connection showed. A body is read and ignored.',
  tag: 'Updates',
  access: {},
  request: {},
  responses: {
    201: { description: 'The address, and nothing else.', schema: Type.String() },
  },
  faults: ['rate_limited', 'registry_not_served'],
  handle: (ctx) => {
    const { registry } = ctx.services;
    const connected = connectedDevice(ctx);
    registry.requireTokenAllowed(connected.device.uuid);
    const token = registry.tokens.issue(connected);
    const body = `${registry.publicUrl()}/registry?token=${token}`;
    return Promise.resolve({ status: 201, body });
  },
});
