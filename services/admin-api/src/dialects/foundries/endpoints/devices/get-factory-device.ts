/** GET /ota/devices/{device}/. */
import { defineEndpoint } from '@moorgate/http';
import type { FoundriesContext } from '../../context.ts';
import { DeviceSchema } from '../../schemas-devices.ts';
import { DeviceParamsSchema, DeviceQuerySchema } from '../../schemas.ts';
import { describeDevice } from './describe-device.ts';
import { deviceFaults, deviceOf } from './device-of.ts';

/** One device. */
export const getFactoryDeviceEndpoint = defineEndpoint({
  operationId: 'getFactoryDevice',
  method: 'GET',
  path: '/devices/{device}/',
  summary: 'Show a device',
  tag: 'Devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema, query: DeviceQuerySchema },
  responses: { 200: { description: 'The device.', schema: DeviceSchema } },
  faults: deviceFaults,
  async handle(ctx: FoundriesContext, input) {
    return { status: 200, body: await describeDevice(ctx, await deviceOf(ctx, input)) };
  },
});
