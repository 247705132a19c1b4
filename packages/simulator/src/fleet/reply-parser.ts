/** Reads the replies of a connection as they come in, streams included. */

/** The head of a reply; names of headers are in lower case, and of repeated ones the last counts. */
export interface ReplyHead {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
}

/** Gets the parts of each reply in order. */
export interface ReplyListener {
  onHead(head: ReplyHead): void;
  onBody(chunk: Buffer): void;
  onEnd(): void;
}

/** Takes what comes in. Throws for what is no reply of HTTP/1.1. */
export interface ReplyParser {
  read(chunk: Buffer): void;
  /** The connection has ended: a body without a length ends with it (RFC 9112, 6.3). */
  end(): void;
}

const blankLine = '\r\n\r\n';
const lineBreak = '\r\n';
const headBytesMax = 65_536;
const nothing = Buffer.alloc(0);

/** What is expected next; numbers are octets still to come. */
type Expected =
  | { readonly part: 'head' | 'chunk size' | 'chunk end' | 'trailer' | 'rest' }
  | { readonly part: 'body' | 'chunk'; left: number };

const head: Expected = { part: 'head' };
const chunkSize: Expected = { part: 'chunk size' };
const chunkEnd: Expected = { part: 'chunk end' };
const trailer: Expected = { part: 'trailer' };
const rest: Expected = { part: 'rest' };

const parseHead = (text: string): ReplyHead => {
  const [statusLine = '', ...fields] = text.split(lineBreak);
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(statusLine)?.[1];
  if (status === undefined) throw new Error(`no reply of HTTP/1.1: ${text.slice(0, 60)}`);
  const headers = new Map<string, string>();
  for (const field of fields) {
    const colon = field.indexOf(':');
    headers.set(field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim());
  }
  return { status: Number(status), headers };
};

/** RFC 9112, 6.3, for replies to anything but HEAD and CONNECT. */
const bodyAfter = ({ status, headers }: ReplyHead): Expected | null => {
  if (status < 200 || status === 204 || status === 304) return null;
  if (headers.get('transfer-encoding')?.toLowerCase() === 'chunked') return chunkSize;
  const length = headers.get('content-length');
  if (length === undefined) return rest;
  if (!/^\d+$/.test(length)) throw new Error(`no length: ${length.slice(0, 20)}`);
  return length === '0' ? null : { part: 'body', left: Number(length) };
};

/** Cuts octets up to a mark out of the front of what came in; null while the mark is not there. */
const cutAt = (pending: Buffer, mark: string): [text: string, after: Buffer] | null => {
  const end = pending.indexOf(mark);
  if (end >= 0) return [pending.toString('latin1', 0, end), pending.subarray(end + mark.length)];
  if (pending.length > headBytesMax) throw new Error('a head without an end');
  return null;
};

/** Makes a parser for one connection. Replies with 1xx are passed over, trailers too. */
export const createReplyParser = (listener: ReplyListener): ReplyParser => {
  let pending: Buffer = nothing;
  let expected: Expected = head;

  const finish = (): void => {
    expected = head;
    listener.onEnd();
  };
  const readHead = (): boolean => {
    const cut = cutAt(pending, blankLine);
    if (cut === null) return false;
    pending = cut[1];
    const parsed = parseHead(cut[0]);
    if (parsed.status < 200) return true;
    listener.onHead(parsed);
    const body = bodyAfter(parsed);
    if (body === null) finish();
    else expected = body;
    return true;
  };
  const readLine = (next: (line: string) => void): boolean => {
    const cut = cutAt(pending, lineBreak);
    if (cut === null) return false;
    pending = cut[1];
    next(cut[0]);
    return true;
  };
  const startChunk = (line: string): void => {
    const size = /^[0-9a-f]{1,8}/i.exec(line)?.[0];
    if (size === undefined) throw new Error('a chunk without a size');
    const left = Number.parseInt(size, 16);
    expected = left === 0 ? trailer : { part: 'chunk', left };
  };
  const readOctets = (counted: { readonly part: 'body' | 'chunk'; left: number }): boolean => {
    if (pending.length === 0) return false;
    const octets = pending.subarray(0, counted.left);
    pending = pending.subarray(octets.length);
    counted.left -= octets.length;
    listener.onBody(octets);
    if (counted.left > 0) return false;
    if (counted.part === 'body') finish();
    else expected = chunkEnd;
    return true;
  };
  const readRest = (): boolean => {
    if (pending.length > 0) listener.onBody(pending);
    pending = nothing;
    return false;
  };

  /** Answers whether there may be more to read. */
  const step = (): boolean => {
    switch (expected.part) {
      case 'head':
        return readHead();
      case 'body':
      case 'chunk':
        return readOctets(expected);
      case 'chunk size':
        return readLine(startChunk);
      case 'chunk end':
        return readLine(() => (expected = chunkSize));
      case 'trailer':
        return readLine((line) => line === '' && finish());
      case 'rest':
        return readRest();
    }
  };

  return {
    read: (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      while (step());
      // What is left of a chunk must not keep all of it in memory.
      if (pending.length === 0) pending = nothing;
    },
    end: () => {
      if (expected === rest) finish();
    },
  };
};
