/** PATCH /devices/{uuid}/labels. */
import { patchLabels } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceParamsSchema, LabelPatchSchema } from '../../schemas-devices.ts';

/** Sets and removes single labels. */
export const patchLabelsEndpoint = defineEndpoint({
  operationId: 'patchLabels',
  method: 'PATCH',
  path: '/devices/{uuid}/labels',
  summary: 'Set and remove labels of a device',
  tag: 'Devices',
  access: { scopes: ['devices:read-update'] },
  request: { params: DeviceParamsSchema, body: LabelPatchSchema },
  responses: { 200: { description: 'The labels are as asked for.' } },
  faults: ['device_not_found', 'device_name_taken'],
  async handle(ctx, { params, body }) {
    const { upserts = {}, deletes = [] } = body;
    await patchLabels(ctx, { uuid: params.uuid, upserts, deletes });
    return { status: 200 };
  },
});
