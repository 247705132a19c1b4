/** GET /device: what a device is told of itself. */
import { connectedDevice, defineGatewayEndpoint } from '../context.ts';
import { publicKeyPemOf } from '../public-key-pem.ts';
import { DeviceSchema } from '../schemas.ts';
import { toDeviceBody } from '../translate.ts';

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
    const connected = connectedDevice(ctx);
    return Promise.resolve({
      status: 200,
      body: toDeviceBody(connected.device, publicKeyPemOf(connected)),
    });
  },
});
