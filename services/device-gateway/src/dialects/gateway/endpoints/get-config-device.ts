/** GET /config-device: the device's own layer of its configuration. */
import { readOwnLayer } from '@moorgate/configurations';
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { ConfigSchema } from '../schemas-configuration.ts';
import { toConfigBody } from '../translate-configuration.ts';

export const getConfigDevice = defineGatewayEndpoint({
  operationId: 'getConfigDevice',
  method: 'GET',
  path: '/config-device',
  summary: 'Read what is configured for this device alone',
  description: 'A device that changes its key encrypts these files anew and sends them back.',
  tag: 'Configuration',
  access: {},
  request: {},
  responses: {
    200: { description: 'The files of its own layer.', schema: ConfigSchema },
    204: { description: 'It has no layer of its own.' },
  },
  faults: ['service_unavailable'],
  handle: async (ctx) => {
    const files = await readOwnLayer(ctx, connectedDevice(ctx).device);
    if (files === null) return { status: 204 };
    return { status: 200, body: toConfigBody(Object.entries(files)) };
  },
});
