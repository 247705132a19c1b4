/** DELETE /devices/{uuid}. */
import { denyDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DenialQuerySchema, DeviceParamsSchema } from '../../schemas-devices.ts';

/** Puts a device on the denied list. */
export const denyDeviceEndpoint = defineEndpoint({
  operationId: 'denyDevice',
  method: 'DELETE',
  path: '/devices/{uuid}',
  summary: 'Deny a device',
  description:
    'Puts the device on the denied list. Its record and its stored key stay; its labels, its assigned update, every other key and all that it reported are destroyed. When this answers 204, no gateway starts a request of the device any more, and its open connections are being closed; it waits for that, half a second at most where a gateway does not answer.',
  tag: 'Devices',
  access: { scopes: ['devices:delete'], byGroup: true },
  request: { params: DeviceParamsSchema, query: DenialQuerySchema },
  responses: { 204: { description: 'The device is denied.' } },
  faults: ['device_not_found', 'committed_unconfirmed'],
  async handle(ctx, { params, query }) {
    await denyDevice(ctx, { uuid: params.uuid, reason: query.reason });
    return { status: 204 };
  },
});
