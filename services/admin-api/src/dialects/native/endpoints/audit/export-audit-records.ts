/** GET /audit-records/export */
import { readSealedAuditRecords, type SealedAuditRecord } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import { AuditExportQuerySchema } from '../../schemas-audit.ts';
import { toSealedAuditRecordBody } from '../../translate-audit.ts';

const pieceLength = 65_536;

/** Lines of JSON, gathered into pieces that are worth a write. */
async function* ndjsonOf(records: AsyncIterable<SealedAuditRecord>): AsyncGenerator<Uint8Array> {
  let piece = '';
  for await (const record of records) {
    piece += `${JSON.stringify(toSealedAuditRecordBody(record))}\n`;
    if (piece.length < pieceLength) continue;
    yield Buffer.from(piece);
    piece = '';
  }
  if (piece !== '') yield Buffer.from(piece);
}

/** Every sealed record behind a position, one on each line. */
export const exportAuditRecordsEndpoint = defineEndpoint({
  operationId: 'exportAuditRecords',
  method: 'GET',
  path: '/audit-records/export',
  summary: 'Export the audit records',
  description:
    'Lines of JSON, each a record with its place in the chain and its hash, in the order of the chain. Whoever asks again with the last `position` as `after` gets what has come since then, and misses nothing.',
  tag: 'Audit',
  access: { scopes: ['audit:read'] },
  request: { query: AuditExportQuerySchema },
  responses: {
    200: { description: 'Records, one on each line.', streams: 'application/x-ndjson' },
  },
  faults: [],
  async handle(ctx, { query }) {
    const records = await readSealedAuditRecords(ctx, query.after);
    return {
      status: 200,
      stream: { bytes: ndjsonOf(records) },
      headers: { 'Content-Type': 'application/x-ndjson' },
    };
  },
});
