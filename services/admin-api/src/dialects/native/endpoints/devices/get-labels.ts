/** GET /devices/{uuid}/labels. */
import { getDevice } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { DeviceParamsSchema, LabelsSchema } from '../../schemas-devices.ts';

/** The labels of one device, with the entity tag that guards a change of them. */
export const getLabelsEndpoint = defineEndpoint({
  operationId: 'getLabels',
  method: 'GET',
  path: '/devices/{uuid}/labels',
  summary: 'Show the labels of a device',
  tag: 'Devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: { 200: { description: 'The labels.', schema: LabelsSchema } },
  faults: ['device_not_found'],
  versioned: true,
  async handle(ctx, { params }) {
    return { status: 200, body: (await getDevice(ctx, params.uuid)).labels };
  },
});
