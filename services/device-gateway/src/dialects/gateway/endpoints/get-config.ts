/** GET /config: the configuration of the device that asks. */
import { deliverConfiguration } from '@moorgate/configurations';
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { ConfigSchema } from '../schemas-configuration.ts';
import { secondsOfDate, toConfigBody } from '../translate-configuration.ts';

const nothing = Promise.resolve({ status: 204 });
const unchanged = Promise.resolve({ status: 304 });

/** What is unchanged is answered from what the connection holds: it costs no query and no write. */
export const getConfig = defineGatewayEndpoint({
  operationId: 'getConfig',
  method: 'GET',
  path: '/config',
  summary: 'Read the configuration of this device',
  description:
    'The layers of its factory, its group and its own, merged: a file of a later layer takes the place of the earlier one, and `z-50-fioctl.toml` is joined key by key. `Date` is the time of the newest layer, which a device sends back in `If-Modified-Since`; of all that one device is given it grows by a second at least with every change.',
  tag: 'Configuration',
  access: {},
  request: {},
  responses: {
    200: {
      description: 'The files. Those that the device has beside them are to go.',
      schema: ConfigSchema,
      headers: { Date: 'The time of this configuration.' },
    },
    204: { description: 'No configuration has been set for this device.' },
    304: { description: 'It is the one of `If-Modified-Since`.' },
  },
  faults: ['device_denied', 'device_key_purged', 'service_unavailable'],
  handle: (ctx) => {
    const { device } = connectedDevice(ctx);
    if (device.configurationTime === null) return nothing;
    const known = secondsOfDate(ctx.headers['if-modified-since']);
    if (known !== null && device.configurationTime <= known) return unchanged;
    return deliver(ctx, device);
  },
});

const deliver = async (
  ...delivery: Parameters<typeof deliverConfiguration>
): Promise<{ status: number; headers?: Record<string, string>; body?: unknown }> => {
  const delivered = await deliverConfiguration(...delivery);
  if (delivered === null) return { status: 204 };
  return {
    status: 200,
    headers: { Date: new Date(delivered.timeSeconds * 1_000).toUTCString() },
    body: toConfigBody(delivered.files),
  };
};
