/** GET /device: what a device is told of itself. */
import type { DeviceIdentity } from '@moorgate/auth';
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { DeviceSchema } from '../schemas.ts';
import { toDeviceBody, toPublicKeyPem } from '../translate.ts';

/** A key stays the same for as long as a verdict is held. */
const pems = new WeakMap<DeviceIdentity, string>();

const pemOf = (identity: DeviceIdentity): string => {
  const known = pems.get(identity);
  if (known !== undefined) return known;
  const pem = toPublicKeyPem(identity.spki);
  pems.set(identity, pem);
  return pem;
};

export const getDevice = defineGatewayEndpoint({
  operationId: 'getDevice',
  method: 'GET',
  path: '/device',
  summary: 'Read the record of this device',
  description: 'Shows what the device reported with this very request.',
  tag: 'Device',
  access: {},
  request: {},
  responses: { 200: { description: 'The record.', schema: DeviceSchema } },
  faults: [],
  handle: (ctx) => {
    const { device, identity } = connectedDevice(ctx);
    return Promise.resolve({
      status: 200,
      body: toDeviceBody(device, pemOf(identity)),
    });
  },
});
