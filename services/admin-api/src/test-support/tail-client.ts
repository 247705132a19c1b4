/** A client of server-sent events, as far as tests need one. */
import { type ClientRequest, get, type IncomingMessage } from 'node:http';

/** A stream that is being read. */
export interface Tail {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** What has come so far. */
  text(): string;
  /** Resolves when what has come satisfies the condition; rejects when it ends before. */
  until(isEnough: (text: string) => boolean): Promise<string>;
  /** Resolves with everything when the server has ended it. */
  readonly ended: Promise<string>;
  close(): void;
}

/** The ids of the frames with lines. */
export const idsOf = (text: string): number[] =>
  [...text.matchAll(/^event: log\nid: (\d+)$/gm)].map((match) => Number(match[1]));

const read = (request: ClientRequest, incoming: IncomingMessage): Tail => {
  let text = '';
  const waiting = new Set<() => void>();
  const ended = Promise.withResolvers<string>();
  let isOver = false;
  incoming.on('data', (chunk: Buffer) => {
    text += chunk.toString();
    for (const look of waiting) look();
  });
  incoming.on('error', () => undefined);
  incoming.on('close', () => {
    isOver = true;
    ended.resolve(text);
    for (const look of waiting) look();
  });
  return {
    status: incoming.statusCode ?? 0,
    headers: incoming.headers,
    text: () => text,
    ended: ended.promise,
    close: () => request.destroy(),
    until: (isEnough) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (isEnough(text)) resolve(text);
          else if (isOver) reject(new Error(`it ended with ${JSON.stringify(text)}`));
          else return;
          waiting.delete(look);
        };
        waiting.add(look);
        look();
      }),
  };
};

/** Opens it; resolves with the head of the answer. */
export const openTail = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Tail> =>
  new Promise((resolve, reject) => {
    const request = get(url, { headers, agent: false }, (incoming) =>
      resolve(read(request, incoming)),
    );
    request.on('error', reject);
  });
