/** DELETE /ota/devices/{device}/. */
import { denyDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { FoundriesContext } from '../../context.ts';
import { DeviceParamsSchema, DeviceQuerySchema } from '../../schemas.ts';
import { deviceFaults, deviceOf } from './device-of.ts';

/** Denies a device: its UUID and its key stay known, so that it does not come back by itself. */
export const deleteFactoryDeviceEndpoint = defineEndpoint({
  operationId: 'deleteFactoryDevice',
  method: 'DELETE',
  path: '/devices/{device}/',
  summary: 'Delete a device',
  description:
    'Puts it on the denied list. When this answers, no gateway starts a request of the device any more, and its open connections are being closed.',
  tag: 'Devices',
  access: { scopes: ['devices:delete'], byGroup: true },
  request: { params: DeviceParamsSchema, query: DeviceQuerySchema },
  responses: { 204: { description: 'The device is denied.' } },
  faults: [...deviceFaults, 'committed_unconfirmed'],
  async handle(ctx: FoundriesContext, input) {
    await denyDevice(ctx, { uuid: await deviceOf(ctx, input, 'devices:delete') });
    return { status: 204 };
  },
});
