/** GET /audit-checkpoints */
import { listCheckpoints } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { AuditCheckpointListQuerySchema, AuditCheckpointSchema } from '../../schemas-audit.ts';
import { toAuditCheckpointBody } from '../../translate-audit.ts';

/** A page of the checkpoints. */
export const listAuditCheckpointsEndpoint = defineEndpoint({
  operationId: 'listAuditCheckpoints',
  method: 'GET',
  path: '/audit-checkpoints',
  summary: 'List the checkpoints of the audit chain',
  description:
    'Newest first. One is made after 1,000 records, and an hour after the last one if there are new records.',
  tag: 'Audit',
  access: { scopes: ['audit:read'] },
  request: { query: AuditCheckpointListQuerySchema },
  responses: {
    200: {
      description: 'A page of checkpoints.',
      schema: Type.Array(AuditCheckpointSchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx, { query, path }) {
    const { items, nextCursor } = await listCheckpoints(ctx, query);
    return {
      status: 200,
      body: items.map(toAuditCheckpointBody),
      headers: nextPageHeaders(path, query, nextCursor),
    };
  },
});
