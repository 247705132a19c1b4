/** GET /pending-keys. */
import { listPendingKeys } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { CursorPageQuerySchema, PendingKeySchema } from '../../schemas-devices.ts';
import { toPendingKeyBody } from '../../translate-devices.ts';

/** The keys that known devices presented and that were refused. */
export const listPendingKeysEndpoint = defineEndpoint({
  operationId: 'listPendingKeys',
  method: 'GET',
  path: '/pending-keys',
  summary: 'List keys that were refused',
  description:
    'Each is a device that is on record with another key than the one it presented. `POST /devices/{uuid}/rekey-permits` lets it come back with this one.',
  tag: 'Keys',
  access: { scopes: ['devices:read'], byGroup: true },
  request: { query: CursorPageQuerySchema },
  responses: {
    200: {
      description: 'A page of keys, by device.',
      schema: Type.Array(PendingKeySchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx, { query, path }) {
    const { items, nextCursor } = await listPendingKeys(ctx, query);
    return {
      status: 200,
      body: items.map(toPendingKeyBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
