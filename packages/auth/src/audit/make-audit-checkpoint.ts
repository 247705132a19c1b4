/** Making a checkpoint of the audit chain on demand, and listing those that there are. */
import {
  inTransaction,
  listAuditCheckpoints,
  listNewestAuditCheckpoints,
  lockAuditChain,
} from '@moorgate/db';
import type { Context } from '../context.ts';
import { decodeCursor, type Page, pageOf } from '../cursor.ts';
import { requireUnlimited } from '../rights.ts';
import type { AuditKeys } from './audit-keys.ts';
import { type AuditCheckpoint, checkpointFromRow } from './checkpoint.ts';
import { recordAudit } from './record-audit.ts';
import { checkpointHead, sealBatch } from './seal-audit-records.ts';

/**
 * Makes a checkpoint of what is sealed, after sealing up to 500 records that wait; the record of this request is among
 * them unless more wait. Needs `audit:create` without a limit to groups.
 */
export const makeAuditCheckpoint = (ctx: Context, keys: AuditKeys): Promise<AuditCheckpoint> =>
  inTransaction(ctx.db, async (trx) => {
    requireUnlimited(ctx.principal, ['audit:create']);
    await lockAuditChain(trx);
    await recordAudit(trx, ctx, {
      action: 'audit.checkpoint_made',
      targetKind: 'audit',
      targetId: 'chain',
    });
    const { head } = await sealBatch(trx, ctx, keys);
    return checkpointHead(trx, ctx, { keys, head: head! });
  });

/** Which page of the checkpoints. */
export interface AuditCheckpointListRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

/** Lists checkpoints, newest first. Needs `audit:read` without a limit to groups. Throws `cursor_invalid`. */
export const listCheckpoints = async (
  ctx: Context,
  { cursor, limit }: AuditCheckpointListRequest,
): Promise<Page<AuditCheckpoint>> => {
  requireUnlimited(ctx.principal, ['audit:read']);
  const before = cursor === undefined ? null : Number(decodeCursor(cursor, [/^\d{1,15}$/])[0]);
  const rows = await listNewestAuditCheckpoints(ctx.db, { before, limit: limit + 1 });
  return pageOf(rows.map(checkpointFromRow), limit, ({ id }) => [String(id)]);
};

const followedMax = 100;

/** The checkpoints that were made after the one of this id, oldest first, 100 at most: for whoever copies all of them. */
export const listCheckpointsAfter = async (
  { db }: Pick<Context, 'db'>,
  id: number,
): Promise<AuditCheckpoint[]> => {
  const rows = await listAuditCheckpoints(db, { after: id, limit: followedMax });
  return rows.map(checkpointFromRow);
};
