/** Giving audit records their place in the chain, after the transactions that wrote them. */
import {
  type AuditRecordRow,
  type AuditSealInsert,
  type AuditSealRow,
  findAuditCheckpointByKind,
  findAuditSealByPlace,
  inTransaction,
  insertAuditCheckpoint,
  insertAuditSeals,
  deleteUnsealedAuditRecords,
  type Trx,
  lockAuditChainIfFree,
} from '@moorgate/db';
import type { Context } from '../context.ts';
import type { AuditKeys } from './audit-keys.ts';
import { chainHash, chainStart, microsecondText } from './chain-hash.ts';
import { type AuditCheckpoint, checkpointFromRow, signCheckpoint } from './checkpoint.ts';

/** What one batch did. */
export interface SealedBatch {
  /** How many records it sealed. */
  readonly sealed: number;
  /** Whether there are likely more; false while another instance is at it. */
  readonly hasMore: boolean;
}

/** How often checkpoints are made. */
export interface CheckpointTerms {
  /** After so many records. */
  readonly everyRecords: number;
  /** After so long, if anything was sealed meanwhile. */
  readonly everyMs: number;
}

/** After 1,000 records, and after an hour. */
export const defaultCheckpointTerms: CheckpointTerms = {
  everyRecords: 1_000,
  everyMs: 3_600_000,
};

const batchSize = 500;

type Surroundings = Pick<Context, 'db' | 'clock'>;

/**
 * Seals up to 500 of the records that are committed and wait, in the order of their ids, and makes a checkpoint when one is
 * due. Positions have no gap. One that commits later, although its id was drawn before, gets a later position. One process
 * at a time does it; the others do nothing.
 */
export const sealAuditRecords = (
  ctx: Surroundings,
  keys: AuditKeys,
  terms: CheckpointTerms = defaultCheckpointTerms,
): Promise<SealedBatch> =>
  inTransaction(ctx.db, async (trx) => {
    if (!(await lockAuditChainIfFree(trx))) return { sealed: 0, hasMore: false };
    const { head, sealed } = await sealBatch(trx, ctx, keys);
    if (head !== null) await checkpointIfDue(trx, ctx, { keys, terms, head });
    return { sealed, hasMore: sealed === batchSize };
  });

/** Seals one batch and answers the head of the chain then; the caller holds the lock of the chain. */
export const sealBatch = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  keys: AuditKeys,
): Promise<{ readonly head: AuditSealRow | null; readonly sealed: number }> => {
  const head = (await findAuditSealByPlace(trx, 'last')) ?? null;
  const records = await deleteUnsealedAuditRecords(trx, batchSize);
  if (records.length === 0) return { head, sealed: 0 };
  const seals = sealAll(keys, records, { head, at: clock.now() });
  await insertAuditSeals(trx, seals);
  const { position, hash } = seals.at(-1)!;
  return { head: { position, hash }, sealed: seals.length };
};

const sealAll = (
  keys: AuditKeys,
  records: readonly AuditRecordRow[],
  { head, at }: { readonly head: AuditSealRow | null; readonly at: Date },
): AuditSealInsert[] => {
  const keyVersion = keys.chain.currentVersion;
  const sealedAt = microsecondText(at);
  let { position, hash } = head ?? { position: 0, hash: chainStart };
  return records.map((record) => {
    position += 1;
    const place = { position, sealedAt, keyVersion };
    hash = chainHash(keys, hash, { record, place })!;
    return { position, recordId: record.id, sealedAt: at, keyVersion, hash };
  });
};

/** A checkpoint of the head; the caller holds the lock of the chain. */
export const checkpointHead = async (
  trx: Trx,
  { clock }: Pick<Context, 'clock'>,
  { keys, head }: { readonly keys: AuditKeys; readonly head: AuditSealRow },
): Promise<AuditCheckpoint> => {
  const first = (await findAuditSealByPlace(trx, 'first'))!;
  const count = head.position - first.position + 1;
  const draft = signCheckpoint(keys, { kind: 'regular', ...head, count, at: clock.now() });
  return checkpointFromRow(await insertAuditCheckpoint(trx, draft));
};

interface Due {
  readonly keys: AuditKeys;
  readonly terms: CheckpointTerms;
  readonly head: AuditSealRow;
}

const checkpointIfDue = async (
  trx: Trx,
  ctx: Pick<Context, 'clock'>,
  { keys, terms, head }: Due,
): Promise<void> => {
  const last = await findAuditCheckpointByKind(trx, 'regular');
  const news = head.position - (last?.position ?? 0);
  const sinceMs = ctx.clock.now().getTime() - (last?.at.getTime() ?? 0);
  const isDue = news >= terms.everyRecords || (news > 0 && sinceMs >= terms.everyMs);
  if (isDue) await checkpointHead(trx, ctx, { keys, head });
};
