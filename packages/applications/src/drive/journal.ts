/** What is written down of an operation while one process has it: each step before it is made, and each line. */
import {
  type Db,
  insertOperationLines,
  inTransaction,
  lockHeldOperation,
  type OperationHostRow,
  type OperationHostUpdate,
  type OperationLineColumn,
  type OperationRow,
  type Trx,
  updateOperationHost,
} from '@moorgate/db';
import type { Notes } from '../state/settle-host.ts';
import { StoppedError } from './engine.ts';

/** What is written down of a host: by the names of containers, and what its stages need to know. */
export interface HostNotes {
  readonly containers?: Readonly<Record<string, Notes & { readonly step?: string }>>;
  /** Set before networks or volumes are made. */
  readonly isPrepared?: boolean;
  /** Set where nothing was to be undone. */
  readonly isSkipped?: boolean;
  /** Set where it was tried to undo what was done. */
  readonly isRolledBack?: boolean;
}

/** A host as the process that works on it knows it; changed together with its row. */
export interface WorkedHost {
  row: Omit<OperationHostRow, 'notes'>;
  notes: HostNotes;
}

/** A line, without what is the same in all of a stage. */
export type Line = OperationLineColumn;

export interface Journal {
  /**
   * Writes in a transaction that no other process comes between. Throws `StoppedError`, and writes nothing, where this one does
   * not have the operation any more.
   */
  write(work: (trx: Trx, operation: OperationRow) => Promise<readonly Line[]>): Promise<void>;
  /** Writes down what is known of a host, with a line perhaps. */
  writeHost(
    host: WorkedHost,
    change: Omit<OperationHostUpdate, 'notes'> & { readonly notes?: HostNotes },
    line?: Line,
  ): Promise<void>;
}

/** What it writes about, as whom, and after how many lines. */
export interface JournalOptions {
  readonly db: Db;
  readonly operationId: string;
  readonly holder: string;
  readonly lines: number;
}

/** Opens the journal of an operation that this process has. */
export const openJournal = ({ db, operationId, holder, lines }: JournalOptions): Journal => {
  let next = lines;
  const write: Journal['write'] = (work) =>
    inTransaction(db, async (trx) => {
      const operation = await lockHeldOperation(trx, operationId, holder);
      if (operation === undefined) throw new StoppedError();
      const written = await work(trx, operation);
      const numbered = written.map((line, index) => ({ ordinal: next + index, line }));
      await insertOperationLines(trx, operationId, numbered);
      // One transaction at a time has the row: what was drawn here is committed before another one draws.
      next += written.length;
    });
  return {
    write,
    writeHost: async (host, { notes, ...change }, line) => {
      const merged = { ...host.notes, ...notes };
      await write(async (trx) => {
        const key = { operationId, position: host.row.position };
        await updateOperationHost(trx, key, { ...change, notes: merged });
        return line === undefined ? [] : [line];
      });
      host.notes = merged;
      host.row = { ...host.row, ...change };
    },
  };
};
