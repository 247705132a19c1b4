/** GET /audit-records */
import { searchAuditRecords } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { Type } from 'typebox';
import { nextPageHeaders } from '../../next-page.ts';
import { AuditRecordListQuerySchema, AuditRecordSchema } from '../../schemas-audit.ts';
import { toAuditRecordBody, toAuditSearch } from '../../translate-audit.ts';

/** A page of the records that fit. */
export const listAuditRecordsEndpoint = defineEndpoint({
  operationId: 'listAuditRecords',
  method: 'GET',
  path: '/audit-records',
  summary: 'Search the audit records',
  description:
    'Newest first. Every change has a record of its own; refusals of one minute share one, with a count.',
  tag: 'Audit',
  access: { scopes: ['audit:read'] },
  request: { query: AuditRecordListQuerySchema },
  responses: {
    200: {
      description: 'A page of records.',
      schema: Type.Array(AuditRecordSchema),
      headers: { Link: 'The next page, where there is one (RFC 8288).' },
    },
  },
  faults: ['cursor_invalid'],
  async handle(ctx, { query, path }) {
    const { items, nextCursor } = await searchAuditRecords(ctx, toAuditSearch(query));
    return {
      status: 200,
      body: items.map(toAuditRecordBody),
      headers: nextPageHeaders(path, query, nextCursor),
    };
  },
});
