/** The lines that an operation writes, from the first one on, as they come. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '@moorgate/auth';
import {
  type Db,
  findOperationById,
  listOperationLines,
  type OperationLineColumn,
} from '@moorgate/db';
import { requireOperation } from './find-operation.ts';

/** A line as it was written. */
export type OperationLine = OperationLineColumn;

const pageSize = 500;
/** A reader is at most so far behind. */
const pollMs = 100;

/**
 * The lines of an operation that whoever asks may see, from its first one to `Finalized`, whichever process works on it; ends
 * without that line when the signal says so, or when the operation is forgotten meanwhile. Throws `operation_not_found`
 * before the first line.
 */
export const followOperation = async function* (
  ctx: Context,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<OperationLine, void, void> {
  await requireOperation(ctx, id);
  yield* readLines(ctx.db, id, signal);
};

const readLines = async function* (
  db: Db,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<OperationLine, void, void> {
  let from = 0;
  while (!signal.aborted) {
    const isLast = await hasEnded(db, id);
    const lines = await listOperationLines(db, id, { from, limit: pageSize });
    for (const { line } of lines) yield line;
    from += lines.length;
    if (lines.length === pageSize) continue;
    if (isLast) return;
    await delay(pollMs, undefined, { signal }).catch(() => undefined);
  }
};

/** Asked before its lines are read: then none of them is missed. */
const hasEnded = async (db: Db, id: string): Promise<boolean> => {
  const row = await findOperationById(db, id);
  return row === undefined || row.finished_at !== null;
};
