/** POST /devices/{uuid}/actions. */
import { startAction } from '@moorgate/device-tests';
import { defineEndpoint } from '@moorgate/http';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { ActionRequestSchema, DeviceActionSchema } from '../../schemas-tests.ts';
import { toDeviceActionBody } from '../../translate-tests.ts';

/** Asks a device for an action. */
export const startActionEndpoint = defineEndpoint({
  operationId: 'startAction',
  method: 'POST',
  path: '/devices/{uuid}/actions',
  summary: 'Start an action on a device',
  description:
    'The configuration of the device asks for it, so it begins when the device asks for its configuration next. An action that is captured is reported as the test of the id in the answer.',
  tag: 'Tests',
  access: { scopes: ['devices:read-update', 'updates:read-update'], byGroup: true },
  request: { params: DeviceParamsSchema, body: ActionRequestSchema },
  responses: { 201: { description: 'The action.', schema: DeviceActionSchema } },
  faults: ['device_not_found', 'action_not_offered', 'committed_unconfirmed'],
  async handle(ctx, { params: { uuid }, body: { name, capture = true } }) {
    const action = await startAction(ctx, { deviceUuid: uuid, name, isCaptured: capture });
    return { status: 201, body: toDeviceActionBody(action) };
  },
});
