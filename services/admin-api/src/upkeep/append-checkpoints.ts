/** A file with every checkpoint of the audit chain, which can be kept where nobody can change it. */
import { open } from 'node:fs/promises';
import {
  type Context,
  formatCheckpoint,
  listCheckpointsAfter,
  parseCheckpoint,
} from '@moorgate/auth';

const tailLength = 65_536;

/** How a file ends. */
interface Tail {
  /** The id of the last checkpoint in it; 0 without one. */
  readonly lastId: number;
  /** False when the last line has no end, since whoever wrote it was killed. */
  readonly isWhole: boolean;
}

/**
 * Makes what appends the checkpoints that the file does not have yet, whichever instance made them: a line for each, on the
 * disk when it resolves. The file is its owner's alone (0600) and is only ever appended to. Without a path it does nothing.
 */
export const appendCheckpoints = (
  ctx: Pick<Context, 'db'>,
  path: string | undefined,
): (() => Promise<void>) => {
  if (path === undefined) return () => Promise.resolve();
  let lastId: number | undefined;
  return async () => {
    const tail = lastId === undefined ? await readTail(path) : { lastId, isWhole: true };
    ({ lastId } = tail);
    const checkpoints = await listCheckpointsAfter(ctx, lastId);
    if (checkpoints.length === 0) return;
    const lines = checkpoints.map((one) => `${formatCheckpoint(one)}\n`);
    await appendTo(path, `${tail.isWhole ? '' : '\n'}${lines.join('')}`);
    lastId = checkpoints.at(-1)!.id;
  };
};

const readTail = async (path: string): Promise<Tail> => {
  const file = await open(path, 'a+', 0o600);
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - tailLength);
    const { buffer } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.toString('utf8');
    const ids = text.split('\n').map((line) => parseCheckpoint(line)?.id ?? 0);
    return { lastId: Math.max(...ids), isWhole: text === '' || text.endsWith('\n') };
  } finally {
    await file.close();
  }
};

const appendTo = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(text);
    await file.datasync();
  } finally {
    await file.close();
  }
};
