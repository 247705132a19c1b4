/** Puts what comes in on a connection together to answers, each for the request that it belongs to. */
import type { LinkEvent } from './fleet-event.ts';
import { monotonicMs } from './monotonic-clock.ts';
import { createReplyParser, type ReplyHead } from './reply-parser.ts';

/** A whole answer. */
export interface DeviceAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** The code of a problem object (RFC 9457); null where the body is none. */
  readonly code: string | null;
  /** The beginning of the body, at most 16 KiB of it. */
  readonly body: Buffer;
  /** The length of the whole body. */
  readonly bytes: number;
  /** When the head came in, by `monotonicMs`. */
  readonly at: number;
}

/** What a request meets when its connection ends, or never comes to be. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** Answers come in the order of the requests. */
export interface AnswerReader {
  /** Notes that a request goes out now. */
  expect(): Promise<DeviceAnswer>;
  /** Takes what came in. Throws for what is no HTTP/1.1. */
  read(chunk: Buffer): void;
  /** True while a request has no whole answer yet. */
  isWaiting(): boolean;
  /** The connection is gone; answers how many requests got no whole answer. */
  end(reason: string | null): number;
}

interface OpenRequest {
  readonly sentAt: number;
  readonly answer: PromiseWithResolvers<DeviceAnswer>;
}

interface OpenAnswer extends ReplyHead {
  readonly at: number;
  readonly kept: Buffer[];
  keptBytes: number;
  bytes: number;
}

const bodyBytesKept = 16_384;

const isError = ({ status }: ReplyHead): boolean => status >= 400;

const codeIn = ({ headers }: ReplyHead, body: Buffer): string | null => {
  if (headers.get('content-type')?.startsWith('application/problem+json') !== true) return null;
  try {
    const { code } = JSON.parse(body.toString('utf8')) as { readonly code?: unknown };
    return typeof code === 'string' ? code : null;
  } catch {
    return null;
  }
};

/** Makes one for a connection; `onEvent` is told of each answer, and of each body at its end. */
export const createAnswerReader = (onEvent: (event: LinkEvent) => void): AnswerReader => {
  const requests: OpenRequest[] = [];
  let open: OpenAnswer | null = null;

  const tell = ({ status, at }: OpenAnswer, code: string | null): void => {
    const sentAt = requests[0]?.sentAt;
    const elapsedMs = sentAt === undefined ? null : at - sentAt;
    onEvent({ kind: 'answered', at, status, code, elapsedMs });
  };
  const keep = (answer: OpenAnswer, chunk: Buffer): void => {
    answer.bytes += chunk.length;
    const kept = chunk.subarray(0, bodyBytesKept - answer.keptBytes);
    if (kept.length === 0) return;
    answer.keptBytes += kept.length;
    // A copy: a part of a chunk would keep all of it in memory.
    answer.kept.push(Buffer.from(kept));
  };
  const finish = (answer: OpenAnswer): void => {
    const { status, headers, at, bytes } = answer;
    const body = Buffer.concat(answer.kept);
    const code = codeIn(answer, body);
    open = null;
    if (isError(answer)) tell(answer, code);
    onEvent({ kind: 'received', at: monotonicMs(), bytes });
    requests.shift()?.answer.resolve({ status, headers, code, body, bytes, at });
  };
  const parser = createReplyParser({
    onHead: (head) => {
      open = { ...head, at: monotonicMs(), kept: [], keptBytes: 0, bytes: 0 };
      if (!isError(head)) tell(open, null);
    },
    onBody: (chunk) => open !== null && keep(open, chunk),
    onEnd: () => open !== null && finish(open),
  });

  return {
    expect: () => {
      const answer = Promise.withResolvers<DeviceAnswer>();
      requests.push({ sentAt: monotonicMs(), answer });
      return answer.promise;
    },
    read: parser.read,
    isWaiting: () => requests.length > 0,
    end: (reason) => {
      parser.end();
      if (open !== null && isError(open)) tell(open, null);
      open = null;
      const unanswered = requests.splice(0);
      for (const { answer } of unanswered)
        answer.reject(new ConnectionLost(reason ?? 'the gateway closed the connection'));
      return unanswered.length;
    },
  };
};
