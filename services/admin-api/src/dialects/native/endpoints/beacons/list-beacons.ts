/** GET /beacons */
import { listBeacons } from '@moorgate/beacons';
import { CursorSchema, defineEndpoint, PageSizeSchema } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { BeaconSchema } from '../../schemas-beacons.ts';
import { toBeaconBody } from '../../translate-beacons.ts';

export const listBeaconsEndpoint = defineEndpoint({
  operationId: 'listBeacons',
  method: 'GET',
  path: '/beacons',
  summary: 'List beacons',
  description: 'All that clients of Lighthouse connected, oldest first, whoever owns them.',
  tag: 'Beacons',
  access: { scopes: ['beacons:read'] },
  request: {
    query: Type.Object({ limit: PageSizeSchema, cursor: Type.Optional(CursorSchema) }),
  },
  responses: {
    200: {
      description: 'A page of beacons.',
      schema: Type.Array(BeaconSchema),
      headers: { Link: 'The next page, if there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  handle: async (ctx, { query, path }) => {
    const page = await listBeacons(ctx, query);
    return {
      status: 200,
      headers: nextPageHeaders(path, { limit: query.limit }, page.nextCursor),
      body: page.items.map(toBeaconBody),
    };
  },
});
