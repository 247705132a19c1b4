/** GET /pending-enrolments. */
import { listPendingEnrolments } from '@moorgate/devices';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { CursorPageQuerySchema, PendingEnrolmentSchema } from '../../schemas-devices.ts';
import { toPendingEnrolmentBody } from '../../translate-devices.ts';

/** The devices that wait for an operator before they may enrol. */
export const listPendingEnrolmentsEndpoint = defineEndpoint({
  operationId: 'listPendingEnrolments',
  method: 'GET',
  path: '/pending-enrolments',
  summary: 'List enrolments that wait for approval',
  tag: 'Enrolments',
  access: { scopes: ['devices:read'] },
  request: { query: CursorPageQuerySchema },
  responses: {
    200: {
      description: 'A page of enrolments, by device.',
      schema: Type.Array(PendingEnrolmentSchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx, { query, path }) {
    const { items, nextCursor } = await listPendingEnrolments(ctx, query);
    return {
      status: 200,
      body: items.map(toPendingEnrolmentBody),
      headers: nextPageHeaders(path, { limit: query.limit }, nextCursor),
    };
  },
});
