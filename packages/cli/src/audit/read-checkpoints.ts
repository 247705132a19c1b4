/** Checkpoints of the audit chain from files in which somebody kept them. */
import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type AuditCheckpoint, parseCheckpoint } from '@moorgate/auth';

/** The files as they are at this moment, and what was found in them. */
export interface KeptCheckpoints {
  /** To be read once; a line at a time is held. */
  readonly checkpoints: AsyncIterable<AuditCheckpoint>;
  /** Lines that are no checkpoints, of those that were read. */
  unreadable(): number;
}

/**
 * Looks at the files; what is appended to them from now on is not read, since a chain that is looked at does not have it yet.
 * Throws where one cannot be read, or is empty: then it proves nothing.
 */
export const readCheckpoints = (paths: readonly string[]): KeptCheckpoints => {
  const files = paths.map((path) => ({ path, size: statSync(path).size }));
  const empty = files.find(({ size }) => size === 0);
  if (empty !== undefined) throw new Error(`${empty.path} has no checkpoint in it`);
  let unreadable = 0;
  const read = async function* (): AsyncGenerator<AuditCheckpoint> {
    for (const { path, size } of files) {
      const input = createReadStream(path, { end: size - 1 });
      for await (const line of createInterface({ input, crlfDelay: Infinity })) {
        const checkpoint = parseCheckpoint(line);
        if (checkpoint !== null) yield checkpoint;
        else if (line.trim() !== '') unreadable += 1;
      }
    }
  };
  return { checkpoints: read(), unreadable: () => unreadable };
};
