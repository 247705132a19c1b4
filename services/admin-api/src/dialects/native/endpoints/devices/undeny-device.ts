/** DELETE /denied-devices/{uuid}. */
import { purgeDevice, undenyDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceParamsSchema, UndenialQuerySchema } from '../../schemas-devices.ts';

/** Takes a device off the denied list, or deletes it fully. */
export const undenyDeviceEndpoint = defineEndpoint({
  operationId: 'undenyDevice',
  method: 'DELETE',
  path: '/denied-devices/{uuid}',
  summary: 'Take a device off the denied list',
  description:
    'The device may connect again with the key that it had. With `purge=true` it is deleted fully: it enrols as new with another key, and its old key stays refused.',
  tag: 'Denied devices',
  access: { scopes: ['devices:delete'], byGroup: true },
  request: { params: DeviceParamsSchema, query: UndenialQuerySchema },
  responses: { 204: { description: 'The device is not on the denied list any more.' } },
  faults: ['device_not_denied', 'committed_unconfirmed'],
  async handle(ctx, { params, query }) {
    await (query.purge ? purgeDevice : undenyDevice)(ctx, params.uuid);
    return { status: 204 };
  },
});
