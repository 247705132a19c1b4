/** GET /denied-devices. */
import { listDeniedDevices, listDeniedUuids } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { nextPageHeaders } from '../../next-page.ts';
import { DeniedListQuerySchema, DeniedListSchema } from '../../schemas-devices.ts';
import { toDeniedDeviceBody } from '../../translate-devices.ts';

/** A page of the denied list. */
export const listDeniedDevicesEndpoint = defineEndpoint({
  operationId: 'listDeniedDevices',
  method: 'GET',
  path: '/denied-devices',
  summary: 'List denied devices',
  tag: 'Denied devices',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { query: DeniedListQuerySchema },
  responses: {
    200: {
      description: 'UUIDs, or objects where `details` asks for them.',
      schema: DeniedListSchema,
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx, { query, path }) {
    const { items, nextCursor } = query.details
      ? await listDeniedDevices(ctx, query)
      : await listDeniedUuids(ctx, query);
    const asked = { limit: query.limit, details: query.details ? 'true' : undefined };
    return {
      status: 200,
      body: items.map((item) => (typeof item === 'string' ? item : toDeniedDeviceBody(item))),
      headers: nextPageHeaders(path, asked, nextCursor),
    };
  },
});
