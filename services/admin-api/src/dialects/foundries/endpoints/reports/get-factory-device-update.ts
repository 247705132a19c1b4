/** GET /ota/devices/{device}/updates/{update}/. */
import { defineEndpoint } from '@moorgate/http';
import { listEventsOfUpdate } from '@moorgate/reports';
import { Type } from 'typebox';
import type { FoundriesContext } from '../../context.ts';
import { UpdateEventSchema, UpdateParamsSchema } from '../../schemas-reports.ts';
import { DeviceQuerySchema } from '../../schemas.ts';
import { toUpdateEventBody } from '../../translate-reports.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';

/** The events of one update. */
export const getFactoryDeviceUpdateEndpoint = defineEndpoint({
  operationId: 'getFactoryDeviceUpdate',
  method: 'GET',
  path: '/devices/{device}/updates/{update}/',
  summary: 'Show the events of an update',
  description: 'The newest 500, in the order in which they came.',
  tag: 'Reports',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: UpdateParamsSchema, query: DeviceQuerySchema },
  responses: { 200: { description: 'The events.', schema: Type.Array(UpdateEventSchema) } },
  faults: [...deviceFaults, 'device_update_not_found'],
  async handle(ctx: FoundriesContext, input) {
    const uuid = await deviceOf(ctx, input);
    const { update: correlationId } = input.params;
    const events = await listEventsOfUpdate(ctx, { uuid, correlationId });
    return { status: 200, body: events.map(toUpdateEventBody) };
  },
});
