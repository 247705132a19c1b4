/** GET /devices. */
import { deviceOffsetMax, listDevices } from '@moorgate/devices';
import { defineEndpoint, linkHeader } from '@moorgate/http';
import { Type } from 'typebox';
import { DeviceListQuerySchema, DeviceSummarySchema } from '../../schemas-devices.ts';
import {
  deviceListLinks,
  toDeviceListQuery,
  toDeviceSummaryBody,
} from '../../translate-devices.ts';

/** A page of the devices that are not denied. */
export const listDevicesEndpoint = defineEndpoint({
  operationId: 'listDevices',
  method: 'GET',
  path: '/devices',
  summary: 'List devices',
  description:
    'Pages by `offset` for tools that count pages, or by `cursor`, which costs the same everywhere in the list.',
  tag: 'Devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { query: DeviceListQuerySchema },
  responses: {
    200: {
      description: 'A page of devices.',
      schema: Type.Array(DeviceSummarySchema),
      headers: {
        Link: 'The first, the next and the last page (RFC 8288); no last page beyond offset 100,000.',
        'X-Next-Cursor': 'The cursor of the next page; missing on the last one.',
      },
    },
  },
  faults: ['cursor_invalid', 'offset_too_large'],
  async handle(ctx, { query: params, path }) {
    const query = toDeviceListQuery(params);
    const list = await listDevices(ctx, query);
    const links = deviceListLinks(path, query, { list, offsetMax: deviceOffsetMax });
    return {
      status: 200,
      body: list.items.map(toDeviceSummaryBody),
      headers: {
        ...(links.length === 0 ? {} : { Link: linkHeader(links) }),
        ...(list.nextCursor === null ? {} : { 'X-Next-Cursor': list.nextCursor }),
      },
    };
  },
});
