/** The console of a run, from any byte on. */
import { type Db, listConsolePieces } from '@moorgate/db';

const piecesAtOnce = 16;

/**
 * The bytes of a console from one to before another, a few pieces at a time. The end is that of a row that was read before: what
 * is appended meanwhile is left out, so that a length can be announced.
 */
export async function* readConsole(
  db: Db,
  runId: string,
  { from, to }: { readonly from: number; readonly to: number },
): AsyncGenerator<Buffer, void, undefined> {
  let at = from;
  while (at < to) {
    const pieces = await listConsolePieces(db, runId, { from: at, limit: piecesAtOnce });
    const before = at;
    for (const { offset_bytes: offset, content } of pieces) {
      const part = content.subarray(Math.max(0, at - offset), Math.max(0, to - offset));
      at += part.length;
      if (part.length > 0) yield part;
      if (at >= to) return;
    }
    if (at === before) return;
  }
}
