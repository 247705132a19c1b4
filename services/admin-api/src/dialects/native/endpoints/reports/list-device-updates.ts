/** GET /devices/{uuid}/updates. */
import { defineEndpoint } from '@moorgate/http';
import { listUpdatesOfDevice } from '@moorgate/reports';
import { DeviceParamsSchema } from '../../schemas-devices.ts';
import { CorrelationIdsSchema } from '../../schemas-reports.ts';

/** The updates that a device reported events of. */
export const listDeviceUpdatesEndpoint = defineEndpoint({
  operationId: 'listDeviceUpdates',
  method: 'GET',
  path: '/devices/{uuid}/updates',
  summary: 'List the updates that a device reported',
  description: 'The newest 20: each under the correlation id of its events.',
  tag: 'Reports',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema },
  responses: { 200: { description: 'Correlation ids.', schema: CorrelationIdsSchema } },
  faults: ['device_not_found'],
  async handle(ctx, { params }) {
    return { status: 200, body: await listUpdatesOfDevice(ctx, params.uuid) };
  },
});
