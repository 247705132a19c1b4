/** PATCH /config: files that the device itself puts into its layer. */
import { readDeviceKeyPem } from '@moorgate/auth';
import { changeOwnLayer } from '@moorgate/configurations';
import { isOwnKey } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { connectedDevice, defineGatewayEndpoint, type GatewayContext } from '../context.ts';
import { ConfigPatchSchema } from '../schemas-configuration.ts';
import { filesFromPatch } from '../translate-configuration.ts';

/** Values for a key that the device has not announced could be read by nobody. */
const requireOwnKey = async (ctx: GatewayContext, pem: string): Promise<void> => {
  const spki = readDeviceKeyPem(pem);
  if (spki === null) throw fault('next_key_malformed');
  if (!(await isOwnKey(ctx, { device: connectedDevice(ctx).device, spki })))
    throw fault('next_key_not_announced');
};

export const patchConfig = defineGatewayEndpoint({
  operationId: 'patchConfig',
  method: 'PATCH',
  path: '/config',
  summary: 'Add to what is configured for this device',
  description:
    'A device may add the actions that it offers (`fio-remote-actions`) and its key for a VPN (`wireguard-client`), and replace files of its own layer, which it encrypts anew when its key changes.',
  tag: 'Configuration',
  access: {},
  request: { body: ConfigPatchSchema },
  bodyLimitBytes: 8 * 1_048_576,
  responses: { 201: { description: 'The files are in the layer of the device.' } },
  faults: [
    'configuration_file_not_allowed',
    'next_key_malformed',
    'next_key_not_announced',
    'device_denied',
    'device_key_purged',
    'service_unavailable',
  ],
  handle: async (ctx, { body }) => {
    const { 'public-key': publicKey = '', reason = '' } = body;
    if (publicKey !== '') await requireOwnKey(ctx, publicKey);
    const { device } = connectedDevice(ctx);
    await changeOwnLayer(ctx, device, { files: filesFromPatch(body), reason });
    return { status: 201 };
  },
});
