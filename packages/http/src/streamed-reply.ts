/** Replies whose bytes are read while they are sent. */
import type { ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import type { ByteStream } from './define-endpoint.ts';

/** How one stream is sent. */
export interface StreamOptions {
  /** Gets what broke the stream, unless that was the client; the connection has been cut. Must not throw. */
  onBroken(error: unknown): void;
  /** A connection whose client takes nothing for so long is cut; never, unless said. */
  readonly stallTimeoutMs?: number;
}

const readableOf = (bytes: AsyncIterable<Uint8Array>): Readable =>
  bytes instanceof Readable ? bytes : Readable.from(bytes, { objectMode: false });

/** Fails when it is not exactly that long: a client would take what follows on the connection for the rest. */
const withLength = (length: number) =>
  async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let left = length;
    for await (const chunk of source) {
      left -= chunk.length;
      if (left < 0) break;
      yield chunk;
    }
    if (left !== 0) throw new Error('a reply has another length than its head announced');
  };

const isClientGone = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ERR_STREAM_DESTROYED';

/** Closes a stream that nobody will read. */
export const dropStream = ({ bytes }: ByteStream): void => {
  if (bytes instanceof Uint8Array) return;
  readableOf(bytes)
    .on('error', () => undefined)
    .destroy();
};

/** Cuts a connection that takes nothing of what is there for so long; silence of the source is no reason to. */
const watchTaking = (response: ServerResponse, stallTimeoutMs: number): void => {
  const { socket } = response.req;
  socket.setTimeout(0);
  let taken = -1;
  const timer = setInterval(() => {
    const isStalled = response.writableLength > 0 && socket.bytesWritten === taken;
    taken = socket.bytesWritten;
    if (isStalled) socket.destroy();
  }, stallTimeoutMs);
  response.once('close', () => clearInterval(timer));
};

/**
 * Sends the stream after a head that has been written, at the pace of the client, and ends the answer. The stream is
 * destroyed when the connection closes first; when it fails, or differs from its length, the connection is cut, so that
 * nobody takes a part for the whole.
 */
export const sendStream = (
  response: ServerResponse,
  { bytes, lengthBytes, mayRest }: ByteStream,
  options: StreamOptions,
): void => {
  if (bytes instanceof Uint8Array) {
    response.end(bytes);
    return;
  }
  const source = readableOf(bytes);
  const { stallTimeoutMs } = options;
  if (stallTimeoutMs !== undefined && mayRest === true) watchTaking(response, stallTimeoutMs);
  else if (stallTimeoutMs !== undefined) response.req.socket.setTimeout(stallTimeoutMs);
  const onOver = (error: NodeJS.ErrnoException | null | undefined): void => {
    if (error != null && !isClientGone(error)) options.onBroken(error);
  };
  if (lengthBytes === undefined) {
    // Something that is followed: whoever follows it waits for the head before there is a line.
    response.flushHeaders();
    pipeline(source, response, onOver);
  } else pipeline(source, withLength(lengthBytes), response, onOver);
};
