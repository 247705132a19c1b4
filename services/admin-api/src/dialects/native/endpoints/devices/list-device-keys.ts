/** GET /devices/{uuid}/keys. */
import { listDeviceKeys } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { DeviceKeySchema, DeviceParamsSchema } from '../../schemas-devices.ts';
import { toDeviceKeyBody } from '../../translate-devices.ts';

/** The keys of one device. */
export const listDeviceKeysEndpoint = defineEndpoint({
  operationId: 'listDeviceKeys',
  method: 'GET',
  path: '/devices/{uuid}/keys',
  summary: 'List the keys of a device',
  tag: 'Keys',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: {
    200: {
      description: 'Every key with its state, oldest first.',
      schema: Type.Array(DeviceKeySchema),
    },
  },
  faults: ['device_not_found'],
  async handle(ctx, { params }) {
    const keys = await listDeviceKeys(ctx, params.uuid);
    return { status: 200, body: keys.map(toDeviceKeyBody) };
  },
});
