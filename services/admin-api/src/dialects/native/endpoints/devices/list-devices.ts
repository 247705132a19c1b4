/** GET /devices. */
import { deviceExaminedMax, deviceOffsetMax, listDevices } from '@moorgate/devices';
import { defineEndpoint, linkHeader } from '@moorgate/http';
import { Type } from 'typebox';
import { DeviceListQuerySchema } from '../../schemas-device-list.ts';
import { DeviceSummarySchema } from '../../schemas-devices.ts';
import {
  deviceListLinks,
  toDeviceListQuery,
  toDeviceSummaryBody,
} from '../../translate-devices.ts';

const examined = deviceExaminedMax.toLocaleString('en');

/** A page of the devices that are not denied. */
export const listDevicesEndpoint = defineEndpoint({
  operationId: 'listDevices',
  method: 'GET',
  path: '/devices',
  summary: 'List devices',
  description: `Pages by \`offset\` for tools that count pages, or by \`cursor\`, which costs the same everywhere in the list. A list with other conditions than groups goes by cursor alone. A page of it may have less than its limit, or nothing, since no more than ${examined} devices are looked at for one answer; the list ends where there is no next page.`,
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
    const links = deviceListLinks(path, params, { list, offsetMax: deviceOffsetMax });
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
