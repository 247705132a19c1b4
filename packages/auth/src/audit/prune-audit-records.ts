/** Deleting audit records when their time is over, so that the rest can still be proved. */
import {
  deleteSealedAuditRecords,
  findAuditCheckpointByKind,
  findAuditSealByPlace,
  inTransaction,
  insertAuditCheckpoint,
  listSealedAuditRecords,
  type SealedAuditRecordRow,
  type Trx,
  lockAuditChainIfFree,
} from '@moorgate/db';
import type { Context } from '../context.ts';
import type { AuditKeys } from './audit-keys.ts';
import { beginningOf, checkSeals } from './check-seals.ts';
import { checkpointFromRow, isSignedCheckpoint, signCheckpoint } from './checkpoint.ts';
import { collectFindings } from './findings.ts';
import { recordAudit } from './record-audit.ts';

/** What one batch did. */
export interface PrunedBatch {
  readonly pruned: number;
  /** Whether there are likely more. */
  readonly hasMore: boolean;
}

/** A piece of the chain that is not what was sealed is evidence, and stays. */
export interface PruneRefusal {
  /** What is wrong, for a person. */
  readonly sentence: string;
}

const batchSize = 1_000;
const dayMs = 86_400_000;

/** Records that are younger are never deleted, whatever the setting says. */
const retentionDaysMin = 30;

/**
 * Deletes the oldest sealed records, up to 1,000 at once, that are older than so many days, and leaves a signed checkpoint of
 * the cut, behind which the chain begins from then on; the last record always stays. A record says that it was done.
 * Deletes nothing, and answers why, where the piece that is due is not what was sealed. One process at a time does it.
 */
export const pruneAuditRecords = (
  ctx: Context,
  keys: AuditKeys,
  days: number,
): Promise<PrunedBatch | PruneRefusal> =>
  inTransaction(ctx.db, async (trx) => {
    const nothing = { pruned: 0, hasMore: false };
    if (!(await lockAuditChainIfFree(trx))) return nothing;
    const due = await listDue(trx, ctx, days);
    const last = due.at(-1);
    if (last === undefined) return nothing;
    const wrong = await findWrong(trx, keys, due);
    if (wrong !== null) return { sentence: wrong };
    const { position, hash } = last;
    const draft = { kind: 'cut', position, hash, count: 0, at: ctx.clock.now() } as const;
    await insertAuditCheckpoint(trx, signCheckpoint(keys, draft));
    const pruned = await deleteSealedAuditRecords(trx, position);
    await recordAudit(trx, ctx, {
      action: 'audit.pruned',
      targetKind: 'audit',
      targetId: 'chain',
      before: { firstPosition: due[0]!.position },
      after: { firstPosition: position + 1, pruned, retentionDays: days },
    });
    return { pruned, hasMore: due.length === batchSize };
  });

/** The seals from the oldest one to the first that has a younger record, or is the last. */
const listDue = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  days: number,
): Promise<readonly SealedAuditRecordRow[]> => {
  const first = await findAuditSealByPlace(trx, 'first');
  const last = await findAuditSealByPlace(trx, 'last');
  if (first === undefined || last === undefined) return [];
  const limitMs = clock.now().getTime() - Math.max(days, retentionDaysMin) * dayMs;
  const rows = await listSealedAuditRecords(trx, { after: first.position - 1, limit: batchSize });
  const end = rows.findIndex(
    ({ at, position }) => position === last.position || (at !== null && Date.parse(at) >= limitMs),
  );
  return end < 0 ? rows : rows.slice(0, end);
};

const findWrong = async (
  trx: Trx,
  keys: AuditKeys,
  rows: readonly SealedAuditRecordRow[],
): Promise<string | null> => {
  const row = await findAuditCheckpointByKind(trx, 'cut');
  const cut = row === undefined ? null : checkpointFromRow(row);
  if (cut !== null && !isSignedCheckpoint(keys, cut))
    return `the cut at position ${cut.position} does not have our signature`;
  const findings = collectFindings();
  checkSeals(keys, rows, { from: beginningOf(cut), findings });
  return findings.list()[0]?.sentence ?? null;
};
