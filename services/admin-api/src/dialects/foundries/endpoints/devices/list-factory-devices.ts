/** GET /ota/devices/. */
import { listLatestVersions } from '@moorgate/delivery';
import { deviceOffsetMax, listDevicePage } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { listLastReports } from '@moorgate/reports';
import { type FoundriesContext, userIdOf } from '../../context.ts';
import { nextPage } from '../../next-page.ts';
import { DeviceListQuerySchema, DeviceListSchema } from '../../schemas-devices.ts';
import { toDeviceFilter, toDeviceOrder, toListedDeviceBody } from '../../translate-devices.ts';

const defaultLimit = 500;

/** A page of the devices that are not denied. */
export const listFactoryDevicesEndpoint = defineEndpoint({
  operationId: 'listFactoryDevices',
  method: 'GET',
  path: '/devices/',
  summary: 'List devices',
  description: `Another factory than that of this installation has no devices. Pages end at device ${deviceOffsetMax.toLocaleString('en')}.`,
  tag: 'Devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { query: DeviceListQuerySchema },
  responses: { 200: { description: 'A page of devices.', schema: DeviceListSchema } },
  faults: ['offset_too_large'],
  async handle(ctx: FoundriesContext, { query, path, headers }) {
    const { limit = defaultLimit, page = 1 } = query;
    if (query.factory !== undefined && query.factory !== ctx.factory) {
      const nothing = { devices: [], page, pages: 0, limit, total: 0, next: null };
      return { status: 200, body: nothing };
    }
    const filter = toDeviceFilter(query, userIdOf(ctx));
    const list = await listDevicePage(ctx, { order: toDeviceOrder(query), limit, page, filter });
    const [reports, latest] = await Promise.all([
      listLastReports(ctx, list.items),
      listLatestVersions(ctx, ctx.factory),
    ]);
    const surroundings = { factory: ctx.factory, latest };
    return {
      status: 200,
      body: {
        devices: list.items.map((device) =>
          toListedDeviceBody(device, reports.get(device.uuid), surroundings),
        ),
        page,
        pages: list.total === null ? null : Math.ceil(list.total / limit),
        limit,
        total: list.total,
        next: nextPage(ctx, { path, headers, query, page }, list.hasMore),
      },
    };
  },
});
