/** GET /ota/devices/{device}/updates/. */
import { defineEndpoint } from '@moorgate/http';
import { listReportedUpdates } from '@moorgate/reports';
import type { FoundriesContext } from '../../context.ts';
import { nextPage, pageOfList } from '../../next-page.ts';
import { DevicePageQuerySchema, UpdateListSchema } from '../../schemas-reports.ts';
import { DeviceParamsSchema } from '../../schemas.ts';
import { toUpdateBody } from '../../translate-reports.ts';
import { deviceFaults, deviceOf } from '../devices/device-of.ts';

const defaultLimit = 10;

/** The updates that a device reported events of. */
export const listFactoryDeviceUpdatesEndpoint = defineEndpoint({
  operationId: 'listFactoryDeviceUpdates',
  method: 'GET',
  path: '/devices/{device}/updates/',
  summary: 'List the updates that a device reported',
  description: 'The newest 20 are kept.',
  tag: 'Reports',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { params: DeviceParamsSchema, query: DevicePageQuerySchema },
  responses: { 200: { description: 'Updates, the newest first.', schema: UpdateListSchema } },
  faults: deviceFaults,
  async handle(ctx: FoundriesContext, input) {
    const { query } = input;
    const { limit = defaultLimit, page = 1 } = query;
    const updates = await listReportedUpdates(ctx, await deviceOf(ctx, input));
    const { items, hasMore } = pageOfList(updates, { page, limit });
    return {
      status: 200,
      body: {
        updates: items.map(toUpdateBody),
        total: updates.length,
        next: nextPage(ctx, { ...input, query, page }, hasMore),
      },
    };
  },
});
