/** One connection of a device, kept open over many requests. */
import { once } from 'node:events';
import { Agent, request as httpsRequest } from 'node:https';
import type { IncomingMessage } from 'node:http';
import type { DeviceFiles } from './device.ts';

/** What a request on it came to: an answer, or the end of the connection. */
export type Outcome =
  | { readonly kind: 'answered'; readonly status: number; readonly retryAfter: string | null }
  | { readonly kind: 'closed' };

/** A connection; it is made by the first request, and made again by the next one after it was closed. */
export interface KeptConnection {
  /** Sends at once, and resolves when the answer is whole. */
  ask(path: string): Promise<Outcome>;
  /** Begins to read an answer that has no end; resolves when its first bytes are there. */
  download(path: string): Promise<Download>;
  close(): void;
}

/** An answer that goes on. */
export interface Download {
  readonly status: number;
  /** When the last of it came, on the monotonic clock in milliseconds: settles when the connection is closed. */
  readonly closedMs: Promise<number>;
  isClosed(): boolean;
}

const readWhole = async (answer: IncomingMessage): Promise<Outcome> => {
  answer.resume();
  await once(answer, 'end');
  return {
    kind: 'answered',
    status: answer.statusCode!,
    retryAfter: answer.headers['retry-after'] ?? null,
  };
};

/** Opens nothing yet. */
export const keepConnection = (gatewayUrl: string, files: DeviceFiles): KeptConnection => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...files });
  const { port } = new URL(gatewayUrl);
  const open = async (path: string): Promise<IncomingMessage> => {
    const options = { host: '127.0.0.1', port, path, servername: 'localhost', agent };
    // A connection that breaks after the head is told to the answer and, besides, to the request.
    const asked = httpsRequest(options)
      .on('error', () => undefined)
      .end();
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  };
  return {
    ask: async (path) => {
      try {
        return await readWhole(await open(path));
      } catch {
        return { kind: 'closed' };
      }
    },
    download: async (path) => {
      const answer = await open(path);
      answer.on('error', () => undefined);
      let isClosed = false;
      const closedMs = new Promise<number>((resolve) => {
        answer.once('close', () => {
          isClosed = true;
          resolve(performance.now());
        });
      });
      await Promise.race([once(answer, 'readable'), closedMs]);
      answer.resume();
      return { status: answer.statusCode!, closedMs, isClosed: () => isClosed };
    },
    close: () => agent.destroy(),
  };
};
