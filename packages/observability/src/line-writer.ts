/** Lines to a file descriptor: without waiting for whoever reads them, within a bound, and up to the end of the process. */
import { write, writeSync } from 'node:fs';

/** Takes lines, each with its line feed. */
export interface LineWriter {
  write(line: string): void;
}

/** What a writer is bounded by. */
export interface LineWriterTerms {
  /** Lines that come while so many characters wait to be written are left out, and counted. */
  readonly waitingCharactersMax: number;
}

const defaultTerms: LineWriterTerms = { waitingCharactersMax: 8_388_608 };
const retryMs = 20;
/** How long the end of the process waits for a reader that takes nothing. */
const lastWordsMsMax = 500;

const leftOut = (count: number): string =>
  `${JSON.stringify({ level: 'warn', time: new Date().toISOString(), count, msg: 'log lines were left out, since nobody took them' })}\n`;

const isToRetry = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'EAGAIN' || error.code === 'EINTR';

/** Writes now, without an event loop; gives up on a descriptor that fails, or takes nothing for half a second. */
const writeLastWords = (descriptor: number, bytes: Buffer): void => {
  const endMs = performance.now() + lastWordsMsMax;
  let rest = bytes;
  while (rest.length > 0 && performance.now() < endMs) {
    try {
      rest = rest.subarray(writeSync(descriptor, rest));
    } catch (error) {
      if (!isToRetry(error as NodeJS.ErrnoException)) return;
    }
  }
};

/**
 * Makes a writer. Nothing that happens to the descriptor is an error of the process: when it can be written to no more, as
 * when a terminal was closed or a reader has ended, lines are dropped from then on. Lines come in order; those that wait
 * when the process ends may come before the piece that is under way then.
 */
export const createLineWriter = (
  descriptor: number,
  { waitingCharactersMax }: LineWriterTerms = defaultTerms,
): LineWriter => {
  let waiting: string[] = [];
  let waitingCharacters = 0;
  let leftOutCount = 0;
  let isWriting = false;
  /** What the descriptor did not take yet. */
  let postponed: Buffer = Buffer.alloc(0);
  let isBroken = false;

  const takeWaiting = (): string => {
    const text = waiting.join('') + (leftOutCount === 0 ? '' : leftOut(leftOutCount));
    waiting = [];
    waitingCharacters = 0;
    leftOutCount = 0;
    return text;
  };
  const writeAll = (bytes: Buffer): void => {
    isWriting = true;
    postponed = Buffer.alloc(0);
    write(descriptor, bytes, (error, written) => {
      const rest = bytes.subarray(written);
      if (error !== null && isToRetry(error)) {
        postponed = bytes;
        setTimeout(writeAll, retryMs, bytes);
      } else if (error !== null) isBroken = true;
      else if (rest.length > 0) writeAll(rest);
      else {
        isWriting = false;
        writeWaiting();
      }
    });
  };
  const writeWaiting = (): void => {
    if (!isWriting && waiting.length > 0) writeAll(Buffer.from(takeWaiting()));
  };
  // What is under way is carried out by its thread before the process ends; which of the two is first, nobody can say.
  process.on('exit', () => {
    if (isBroken) return;
    writeLastWords(descriptor, Buffer.concat([postponed, Buffer.from(takeWaiting())]));
  });

  return {
    write: (line) => {
      if (isBroken) return;
      if (waitingCharacters >= waitingCharactersMax) {
        leftOutCount += 1;
        return;
      }
      waiting.push(line);
      waitingCharacters += line.length;
      writeWaiting();
    },
  };
};
