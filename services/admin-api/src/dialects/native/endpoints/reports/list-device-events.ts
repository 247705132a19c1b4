/** GET /devices/{uuid}/updates/{id}. */
import { defineEndpoint } from '@moorgate/http';
import { listEventsOfUpdate } from '@moorgate/reports';
import { Type } from 'typebox';
import { DeviceEventSchema, DeviceUpdateParamsSchema } from '../../schemas-reports.ts';
import { toDeviceEventBody } from '../../translate-reports.ts';

/** What a device reported of one update. */
export const listDeviceEventsEndpoint = defineEndpoint({
  operationId: 'listDeviceEvents',
  method: 'GET',
  path: '/devices/{uuid}/updates/{id}',
  summary: 'List the events of an update',
  description: 'The newest 500 events of one correlation id, in the order of their arrival.',
  tag: 'Reports',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceUpdateParamsSchema },
  responses: {
    200: { description: 'The events.', schema: Type.Array(DeviceEventSchema) },
  },
  faults: ['device_not_found', 'device_update_not_found'],
  async handle(ctx, { params }) {
    const { uuid, id: correlationId } = params;
    const events = await listEventsOfUpdate(ctx, { uuid, correlationId });
    return { status: 200, body: events.map(toDeviceEventBody) };
  },
});
