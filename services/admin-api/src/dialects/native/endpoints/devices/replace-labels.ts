/** PUT /devices/{uuid}/labels. */
import { replaceLabels } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { DeviceParamsSchema, LabelReplacementSchema } from '../../schemas-devices.ts';

/** Replaces all labels. */
export const replaceLabelsEndpoint = defineEndpoint({
  operationId: 'replaceLabels',
  method: 'PUT',
  path: '/devices/{uuid}/labels',
  summary: 'Replace the labels of a device',
  tag: 'Devices',
  access: { scopes: ['devices:read-update'], byGroup: true },
  request: { params: DeviceParamsSchema, body: LabelReplacementSchema },
  responses: { 200: { description: 'The device has these labels and no others.' } },
  faults: ['device_not_found', 'scope_not_held', 'device_name_taken'],
  versioned: true,
  async handle(ctx: NativeContext, { params, body, precondition }) {
    const { require } = precondition;
    await replaceLabels(ctx, { uuid: params.uuid, labels: body, require });
    ctx.rollouts.wake();
    return { status: 200 };
  },
});
