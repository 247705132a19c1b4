/** Checking the whole audit chain. */
import { Readable } from 'node:stream';
import {
  countUnsealedAuditRecords,
  findAuditCheckpointByKind,
  findAuditSealByPlace,
  inSnapshot,
  listAuditCheckpoints,
  listFalselyUnsealedIds,
  listSealedAuditRecords,
  listUnaccountedAuditRecords,
  type Trx,
} from '@moorgate/db';
import type { Context } from '../context.ts';
import type { AuditKeys } from './audit-keys.ts';
import { checkCheckpoints, type CheckedChain } from './check-checkpoints.ts';
import { beginningOf, type ChainEnd, checkSeals } from './check-seals.ts';
import { type AuditCheckpoint, checkpointFromRow, isSignedCheckpoint } from './checkpoint.ts';
import { type AuditFinding, collectFindings, type Findings } from './findings.ts';

/** What a check found. The chain is proved when there are no findings. */
export interface AuditChainReport {
  /** The position behind which the chain begins; 0 unless older records were deleted when their time was over. */
  readonly cutPosition: number;
  readonly headPosition: number;
  /** Checkpoints that were compared, those of the database included. */
  readonly checkpoints: number;
  /** Checkpoints that cover only what was deleted when its time was over. */
  readonly checkpointsBeforeCut: number;
  /** Records that wait for their place in the chain, which proves nothing about them yet. */
  readonly unsealed: number;
  readonly oldestUnsealedAt: Date | null;
  /** The first hundred. */
  readonly findings: readonly AuditFinding[];
  readonly findingsCount: number;
}

/** What the check goes by beside the keys. */
export interface AuditChainCheck {
  readonly keys: AuditKeys;
  /** Checkpoints that were kept elsewhere. Only they tell of an end that was cut off together with its checkpoints. */
  readonly checkpoints?: AsyncIterable<AuditCheckpoint>;
  /** Told after each page. */
  onProgress?(checked: number, total: number): void;
}

const pageSize = 1_000;
const recordsPageSize = 20_000;

/**
 * Reads the whole chain, a page of 1,000 at a time, on one state of the database and changing nothing. Finds what was
 * removed, changed, put in another place, put in beside the chain, or cut off.
 */
export const verifyAuditChain = (
  { db }: Pick<Context, 'db'>,
  check: AuditChainCheck,
): Promise<AuditChainReport> =>
  inSnapshot(db, async (trx) => {
    const findings = collectFindings();
    const cut = await findCut(trx, check.keys, findings);
    const headPosition = (await findAuditSealByPlace(trx, 'last'))?.position ?? cut?.position ?? 0;
    const chain = { keys: check.keys, cut, headPosition, findings };
    await walk(trx, chain, check);
    const own = await checkCheckpoints(trx, chain, storedCheckpoints(trx));
    const others = await checkCheckpoints(trx, chain, check.checkpoints ?? Readable.from([]));
    await findUnaccounted(trx, findings);
    await findFalselyWaiting(trx, findings);
    const { count, oldestAt } = await countUnsealedAuditRecords(trx);
    return {
      cutPosition: cut?.position ?? 0,
      headPosition,
      checkpoints: own.compared + others.compared,
      checkpointsBeforeCut: own.beforeCut + others.beforeCut,
      unsealed: count,
      oldestUnsealedAt: oldestAt,
      findings: findings.list(),
      findingsCount: findings.count(),
    };
  });

/** The cut behind which the chain begins. One that is not ours makes the chain begin at its first position. */
const findCut = async (
  trx: Trx,
  keys: AuditKeys,
  findings: Findings,
): Promise<AuditCheckpoint | null> => {
  const row = await findAuditCheckpointByKind(trx, 'cut');
  if (row === undefined) return null;
  const cut = checkpointFromRow(row);
  if (isSignedCheckpoint(keys, cut)) return cut;
  const { position } = cut;
  const sentence = `position ${position}: the cut up to there does not have our signature`;
  findings.add({ kind: 'checkpoint_unsigned', position, sentence });
  return null;
};

const walk = async (trx: Trx, chain: CheckedChain, check: AuditChainCheck): Promise<void> => {
  const { keys, cut, findings, headPosition } = chain;
  let end: ChainEnd = beginningOf(cut);
  const begin = end.position;
  for (;;) {
    const rows = await listSealedAuditRecords(trx, { after: end.position, limit: pageSize });
    if (rows.length === 0) return;
    end = checkSeals(keys, rows, { from: end, findings });
    check.onProgress?.(end.position - begin, headPosition - begin);
  }
};

async function* storedCheckpoints(trx: Trx): AsyncGenerator<AuditCheckpoint> {
  let after = 0;
  for (;;) {
    const rows = await listAuditCheckpoints(trx, { after, limit: pageSize });
    if (rows.length === 0) return;
    for (const row of rows) yield checkpointFromRow(row);
    after = rows.at(-1)!.id;
  }
}

const findUnaccounted = async (trx: Trx, findings: Findings): Promise<void> => {
  let after = 0;
  for (;;) {
    const { lastId, unaccountedIds } = await listUnaccountedAuditRecords(trx, {
      after,
      limit: recordsPageSize,
    });
    for (const id of unaccountedIds)
      findings.add({
        kind: 'record_inserted',
        position: null,
        sentence: `record ${id} is neither sealed nor waiting: its seal was removed, or it was put in beside the chain`,
      });
    if (lastId === null) return;
    after = lastId;
  }
};

const findFalselyWaiting = async (trx: Trx, findings: Findings): Promise<void> => {
  for (const id of await listFalselyUnsealedIds(trx, pageSize))
    findings.add({
      kind: 'waiting_wrong',
      position: null,
      sentence: `record ${id} waits to be sealed although it was removed or is sealed already`,
    });
};
