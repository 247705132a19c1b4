/** GET /devices/{uuid}/actions. */
import { listActions } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { DeviceActionsSchema } from '../../schemas-tests.ts';
import { toDeviceActionBody } from '../../translate-tests.ts';

/** What a device can be asked for, and what it was asked for. */
export const listActionsEndpoint = defineEndpoint({
  operationId: 'listActions',
  method: 'GET',
  path: '/devices/{uuid}/actions',
  summary: 'List the actions of a device',
  tag: 'Tests',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: {
    200: {
      description: 'Those that the device offers, and those that were started.',
      schema: DeviceActionsSchema,
    },
  },
  faults: ['device_not_found'],
  async handle(ctx, { params: { uuid } }) {
    const { offered, started } = await listActions(ctx, uuid);
    return { status: 200, body: { offered, started: started.map(toDeviceActionBody) } };
  },
});
