/** What the server itself says in the console of a run. */
import { insertConsolePiece, listConsolePieces, lockRunById, type Trx } from '@moorgate/db';

const lineFeed = 0x0a;

const endsInLine = async (trx: Trx, runId: string, length: number): Promise<boolean> => {
  if (length === 0) return true;
  const [last] = await listConsolePieces(trx, runId, { from: length - 1, limit: 1 });
  return last?.content.at(-1) === lineFeed;
};

/** Appends `== <text>` as a line of its own, whatever the limit of the console; locks the run. */
export const appendLine = async (trx: Trx, runId: string, text: string): Promise<void> => {
  const run = await lockRunById(trx, runId);
  if (run === undefined) return;
  const offset = run.console_bytes;
  const begin = (await endsInLine(trx, runId, offset)) ? '' : '\n';
  const content = Buffer.from(`${begin}== ${text}\n`);
  await insertConsolePiece(trx, { runId, offset, content });
};
