/** Checks a piece of the audit chain: each seal against its record and the hash before it. */
import type { AuditRecordRow, SealedAuditRecordRow } from '@moorgate/db';
import type { AuditKeys } from './audit-keys.ts';
import { chainHash, chainStart } from './chain-hash.ts';
import { type AuditCheckpoint, isSameHash } from './checkpoint.ts';
import type { Findings } from './findings.ts';

/** How far the chain was checked. */
export interface ChainEnd {
  readonly position: number;
  /** Null behind a gap: the seal that follows cannot be checked then. */
  readonly hash: Buffer | null;
}

/** Where the check begins: behind the cut, if there was one. */
export const beginningOf = (cut: AuditCheckpoint | null): ChainEnd =>
  cut === null ? { position: 0, hash: chainStart } : { position: cut.position, hash: cut.hash };

/** The record of a seal; null where it is missing. */
export const recordOf = (row: SealedAuditRecordRow): AuditRecordRow | null =>
  row.id === null ? null : (row as AuditRecordRow);

const placeOf = (row: SealedAuditRecordRow) => ({
  position: row.position,
  sealedAt: row.sealed_at,
  keyVersion: row.key_version,
});

/** Looking for what was moved costs a hash for each record of the page; a chain that was rewritten needs it once. */
const searchesMax = 10;

/**
 * Checks the seals that follow each other in one page, and answers how far the chain goes then. One that is wrong does not
 * make those behind it wrong.
 */
export const checkSeals = (
  keys: AuditKeys,
  rows: readonly SealedAuditRecordRow[],
  { from, findings }: { readonly from: ChainEnd; readonly findings: Findings },
): ChainEnd => {
  let { position, hash } = from;
  for (const row of rows) {
    if (row.position !== position + 1) {
      findings.add(missingSeals(position + 1, row.position - 1));
      hash = null;
    }
    checkSeal(keys, row, { previous: hash, rows, findings });
    ({ position, hash } = row);
  }
  return { position, hash };
};

const missingSeals = (first: number, last: number) => ({
  kind: 'seal_missing' as const,
  position: first,
  sentence:
    first === last
      ? `position ${first}: its seal was removed`
      : `positions ${first} to ${last}: their seals were removed`,
});

interface Surroundings {
  readonly previous: Buffer | null;
  readonly rows: readonly SealedAuditRecordRow[];
  readonly findings: Findings;
}

const checkSeal = (keys: AuditKeys, row: SealedAuditRecordRow, around: Surroundings): void => {
  const { previous, findings } = around;
  const { position } = row;
  const record = recordOf(row);
  if (record === null) {
    const sentence = `position ${position}: the record ${row.record_id} was removed`;
    findings.add({ kind: 'record_missing', position, sentence });
    return;
  }
  if (!keys.chain.keys.has(row.key_version)) {
    const sentence = `position ${position}: there is no chain key of version ${row.key_version}`;
    findings.add({ kind: 'key_missing', position, sentence });
    return;
  }
  if (previous === null || isSealOf(keys, previous, { row, record })) return;
  const other = findings.count() < searchesMax ? sealedInPlaceOf(keys, row, around) : null;
  if (other === null) {
    const sentence = `position ${position}: the record ${record.id} or its seal was changed`;
    findings.add({ kind: 'record_changed', position, sentence });
  } else {
    const sentence = `position ${position}: the record ${record.id} stands where the record ${other} was sealed`;
    findings.add({ kind: 'record_moved', position, sentence });
  }
};

const isSealOf = (
  keys: AuditKeys,
  previous: Buffer,
  { row, record }: { readonly row: SealedAuditRecordRow; readonly record: AuditRecordRow },
): boolean => {
  const hash = chainHash(keys, previous, { record, place: placeOf(row) });
  return hash !== null && isSameHash(hash, row.hash);
};

/** The id of another record of the page that the seal is right for. */
const sealedInPlaceOf = (
  keys: AuditKeys,
  row: SealedAuditRecordRow,
  { previous, rows }: Surroundings,
): number | null => {
  for (const other of rows) {
    const record = recordOf(other);
    if (record !== null && isSealOf(keys, previous!, { row, record })) return record.id;
  }
  return null;
};
