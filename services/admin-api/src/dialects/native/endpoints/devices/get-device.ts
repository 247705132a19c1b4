/** GET /devices/{uuid}. */
import { getDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { getDeviceReports } from '@moorgate/reports';
import { DeviceParamsSchema, DeviceSchema } from '../../schemas-devices.ts';
import { toDeviceBody } from '../../translate-devices.ts';

/** One device. */
export const getDeviceEndpoint = defineEndpoint({
  operationId: 'getDevice',
  method: 'GET',
  path: '/devices/{uuid}',
  summary: 'Show a device',
  tag: 'Devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: { 200: { description: 'The device.', schema: DeviceSchema } },
  faults: ['device_not_found'],
  async handle(ctx, { params }) {
    const device = await getDevice(ctx, params.uuid);
    return { status: 200, body: toDeviceBody(device, await getDeviceReports(ctx, device)) };
  },
});
