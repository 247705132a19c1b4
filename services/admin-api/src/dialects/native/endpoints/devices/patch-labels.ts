/** PATCH /devices/{uuid}/labels. */
import { patchLabels } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { DeviceParamsSchema, LabelPatchSchema } from '../../schemas-devices.ts';

/** Sets and removes single labels. */
export const patchLabelsEndpoint = defineEndpoint({
  operationId: 'patchLabels',
  method: 'PATCH',
  path: '/devices/{uuid}/labels',
  summary: 'Set and remove labels of a device',
  tag: 'Devices',
  access: { scopes: ['devices:read-update'], byGroup: true },
  request: { params: DeviceParamsSchema, body: LabelPatchSchema },
  responses: { 200: { description: 'The labels are as asked for.' } },
  faults: ['device_not_found', 'scope_not_held', 'device_name_taken'],
  versioned: true,
  async handle(ctx: NativeContext, { params, body, precondition }) {
    const { upserts = {}, deletes = [] } = body;
    const { require } = precondition;
    await patchLabels(ctx, { uuid: params.uuid, upserts, deletes, require });
    ctx.rollouts.wake();
    return { status: 200 };
  },
});
