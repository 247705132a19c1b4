/** What a run writes, on its way into the store. */
import type { Context } from '@moorgate/auth';
import {
  insertConsolePiece,
  inTransaction,
  listConsolePieces,
  type RunRow,
  type Trx,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { type HeldLease, lockLeasedRun } from '../runs/held-lease.ts';
import type { RunLimits } from '../services.ts';
import { appendLine } from './append-line.ts';
import { cleanText } from './clean-text.ts';

/** How much of a console is stored, counted from the beginning of this attempt. */
export interface StoredConsole {
  readonly bytes: number;
  /** Whether the runner has to end the run. */
  readonly cancel: boolean;
}

/** A piece of the console, where it belongs. */
export interface ConsolePiece {
  /** How much the runner knows to be stored. */
  readonly offset: number;
  readonly content: Buffer;
}

/** How much a runner appends at once. */
export const consolePieceBytesMax = 1_048_576;

/** Whether these bytes are there already: the answer to an earlier request was lost. */
const isStored = async (
  trx: Trx,
  run: RunRow,
  { from, content }: { readonly from: number; readonly content: Buffer },
): Promise<boolean> => {
  const end = from + content.length;
  if (end > run.console_bytes) return false;
  const parts: Buffer[] = [];
  for (let at = from; at < end;) {
    const [piece] = await listConsolePieces(trx, run.id, { from: at, limit: 1 });
    if (piece === undefined) return false;
    const part = piece.content.subarray(at - piece.offset_bytes, end - piece.offset_bytes);
    if (part.length === 0) return false;
    parts.push(part);
    at += part.length;
  }
  return Buffer.concat(parts).equals(content);
};

const misplaced = (bytes: number): Error =>
  fault('run_console_misplaced', {
    detail: `The next byte is number ${String(bytes)}.`,
    storedBytes: bytes,
  });

const full = (limit: number): Error =>
  fault('run_console_full', { detail: `A console has at most ${String(limit)} bytes.` });

/** While a run has a lease nobody but its runner writes, so that its bytes are counted from where it began. */
const storedOf = (run: RunRow): number => run.console_bytes - run.console_start;

/**
 * Appends a piece at the end of what this attempt has written; the same piece once more changes nothing. Control characters
 * become question marks. What is beyond the limit is not stored, one line says so, and nothing more is taken.
 * Faults: run_lease_lost; run_console_misplaced, with how much is stored, for a piece that does not begin at the end;
 * run_console_full.
 */
export const appendConsole = async (
  ctx: Pick<Context, 'db' | 'clock'>,
  limits: Pick<RunLimits, 'consoleBytesMax'>,
  { lease, piece }: { readonly lease: HeldLease; readonly piece: ConsolePiece },
): Promise<StoredConsole> => {
  const limit = limits.consoleBytesMax;
  const { isFull, ...stored } = await inTransaction(ctx.db, async (trx) => {
    const run = await lockLeasedRun(trx, ctx, lease);
    const cancel = run.status === 'CANCELLING';
    if (run.is_console_full) return { isFull: true, bytes: storedOf(run), cancel };
    const bytes = storedOf(run);
    const content = cleanText(piece.content);
    if (piece.offset !== bytes) {
      const from = run.console_start + piece.offset;
      if (piece.offset < bytes && (await isStored(trx, run, { from, content })))
        return { isFull: false, bytes, cancel };
      throw misplaced(bytes);
    }
    if (content.length === 0) return { isFull: false, bytes, cancel };
    const kept = content.subarray(0, Math.max(0, limit - bytes));
    const isFull = kept.length < content.length;
    const row = { runId: run.id, offset: run.console_bytes, content: kept };
    await insertConsolePiece(trx, row, { isFull });
    if (isFull) await appendLine(trx, run.id, `The console is full after ${String(limit)} bytes.`);
    return { isFull, bytes: bytes + kept.length, cancel };
  });
  if (isFull) throw full(limit);
  return stored;
};
