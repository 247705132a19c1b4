/** What a beacon is told on its control connection: one object of JSON to a line. */
import { Readable } from 'node:stream';

/** How often a line is sent on a control connection that has nothing to say: who takes none for long is gone. */
const pingMs = 15_000;

/** More lines than a beacon that still reads ever has before it. */
const waitingLinesMax = 1_024;

/** The lines of one control connection. */
export interface TunnelLines {
  /** The bytes of the answer; they have no end until one of the sides ends it. */
  readonly bytes: Readable;
  /** Asks for a stream. False when the beacon has not taken what it was told before. */
  askForStream(id: string): boolean;
  end(): void;
}

/** Begins them, with the line that says that the tunnel is open. */
export const openTunnelLines = (): TunnelLines => {
  let waiting = 0;
  const bytes = new Readable({
    read: () => {
      waiting = 0;
    },
  });
  const write = (line: Readonly<Record<string, string>>): boolean => {
    if (bytes.destroyed || bytes.readableEnded || waiting >= waitingLinesMax) return false;
    waiting += 1;
    bytes.push(`${JSON.stringify(line)}\n`);
    return true;
  };
  write({ event: 'open' });
  const timer = setInterval(() => write({ event: 'ping' }), pingMs);
  timer.unref();
  bytes.once('close', () => clearInterval(timer));
  return {
    bytes,
    askForStream: (id) => write({ event: 'stream', id }),
    end: () => {
      clearInterval(timer);
      if (!bytes.destroyed && !bytes.readableEnded) bytes.push(null);
    },
  };
};
