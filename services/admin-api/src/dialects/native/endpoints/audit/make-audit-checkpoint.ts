/** POST /audit-checkpoints */
import { makeAuditCheckpoint } from '@moorgate/auth';
import { defineEndpoint } from '@moorgate/http';
import type { NativeContext } from '../../context.ts';
import { AuditCheckpointSchema } from '../../schemas-audit.ts';
import { toAuditCheckpointBody } from '../../translate-audit.ts';

/** A checkpoint of this moment. */
export const makeAuditCheckpointEndpoint = defineEndpoint({
  operationId: 'makeAuditCheckpoint',
  method: 'POST',
  path: '/audit-checkpoints',
  summary: 'Make a checkpoint of the audit chain',
  description: 'Covers what is sealed, and up to 500 records that waited for it.',
  tag: 'Audit',
  access: { scopes: ['audit:create'] },
  request: {},
  responses: { 201: { description: 'The checkpoint.', schema: AuditCheckpointSchema } },
  faults: [],
  async handle(ctx: NativeContext) {
    const checkpoint = await makeAuditCheckpoint(ctx, ctx.auditKeys);
    return { status: 201, body: toAuditCheckpointBody(checkpoint) };
  },
});
