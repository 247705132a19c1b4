/** What a check of the audit chain finds. */

/** Why the records are not what was sealed. */
export type AuditFindingKind =
  /** A position has no seal: it was removed, with its record or without. */
  | 'seal_missing'
  | 'record_missing'
  | 'record_changed'
  /** The record was sealed at another position. */
  | 'record_moved'
  /** The records at the end were removed with their seals: a checkpoint has covered more. */
  | 'cut_off'
  | 'checkpoint_differs'
  | 'checkpoint_unsigned'
  /** The record is neither sealed nor waiting to be sealed. */
  | 'record_inserted'
  /** What waits to be sealed is no record, or is sealed already. */
  | 'waiting_wrong'
  /** The key that it was sealed with is not there. */
  | 'key_missing';

/** One thing that is wrong. */
export interface AuditFinding {
  readonly kind: AuditFindingKind;
  /** Where in the chain; null for what has no place in it. */
  readonly position: number | null;
  /** What is wrong, for a person. */
  readonly sentence: string;
}

/** Findings as they come. */
export interface Findings {
  add(finding: AuditFinding): void;
  /** The first hundred. */
  list(): readonly AuditFinding[];
  /** All of them. */
  count(): number;
}

const keptMax = 100;

/** Makes an empty collection, which keeps the first hundred and counts the rest. */
export const collectFindings = (): Findings => {
  const kept: AuditFinding[] = [];
  let count = 0;
  return {
    add: (finding) => {
      count += 1;
      if (kept.length < keptMax) kept.push(finding);
    },
    list: () => kept,
    count: () => count,
  };
};
