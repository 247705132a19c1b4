/** The body of a request as a stream, for endpoints that read it as it comes. */
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { fault } from '@moorgate/errors';
import { noteStreamed } from './arrival.ts';
import type { StreamedBody } from './define-endpoint.ts';
import { announcesBody, ClientGoneError } from './read-body.ts';

const tooLarge = (limitBytes: number): Error =>
  fault('body_too_large', { detail: `The limit is ${String(limitBytes)} bytes.` });

/** What else there is to a stream. */
interface StreamedBodyOptions {
  /** Asks a client that waits for it to send (RFC 9110, section 10.1.1). */
  readonly invite?: () => void;
  /** The stream ends when this has passed, after the last byte; it fails with what this throws. */
  readonly mayEnd?: () => Promise<void>;
}

/** Passes the request on piece by piece, and stops it while the reader has enough. */
const follow = (
  request: IncomingMessage,
  limitBytes: number,
  { invite, mayEnd }: StreamedBodyOptions,
): Readable => {
  let size = 0;
  let isInvited = false;
  const onData = (chunk: Buffer): void => {
    size += chunk.length;
    if (size > limitBytes) body.destroy(tooLarge(limitBytes));
    else if (!body.push(chunk)) request.pause();
  };
  const onClose = (): void => void body.destroy(new ClientGoneError('the request broke off'));
  const end = (): void => void (body.destroyed || body.push(null));
  const onEnd = (): void => {
    request.off('close', onClose);
    if (mayEnd === undefined) end();
    else void mayEnd().then(end, (error: Error) => body.destroy(error));
  };
  const body = new Readable({
    read: () => {
      if (!isInvited) {
        isInvited = true;
        invite?.();
        request.on('data', onData);
      }
      request.resume();
    },
    destroy: (error, done) => {
      request.off('data', onData).off('end', onEnd).off('close', onClose);
      // What is here already flows off, so that the connection can go on; what is not waits for the last reply.
      if (request.complete) request.resume();
      else request.pause();
      done(error);
    },
  });
  // The reason of an `error` is told by the `close` that follows; without a listener it would end the process.
  request.on('error', () => {});
  request.on('end', onEnd).on('close', onClose);
  // Whoever does not read it, or no more, is not told of its end either.
  return body.on('error', () => {});
};

/**
 * The body as a stream that keeps no more than a piece of it and can be destroyed without harm to the answer. Nothing is
 * read, and a client that waits to be asked is not asked by `invite`, before the reader wants the first byte. Throws
 * `body_too_large` for an announced length above the limit; the stream fails with that code when more than the limit
 * comes, and with `ClientGoneError` when the connection ends first.
 */
export const streamBody = (
  request: IncomingMessage,
  { limitBytes }: Pick<StreamedBody, 'limitBytes'> & Partial<StreamedBody>,
  options: StreamedBodyOptions = {},
): Readable => {
  const limit = limitBytes ?? Number.POSITIVE_INFINITY;
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
  noteStreamed(request);
  const isExpected = announcesBody(request) && request.headers.expect !== undefined;
  const { invite, ...others } = options;
  return follow(request, limit, isExpected && invite !== undefined ? options : others);
};

/** Whoever lost a right is stopped within a second: this, and the time in which the loss becomes known. */
const guardIntervalMs = 400;

/**
 * A stream that fails with what `requireAccess` throws: it is asked now and then while the stream lasts, whether anything
 * comes or not, and before the stream ends, so that nothing is whole of what a sender began with a right that they have lost.
 */
export const guardStream = (
  open: (mayEnd: () => Promise<void>) => Readable,
  requireAccess: () => Promise<void>,
): Readable => {
  const stream = open(requireAccess);
  const check = (): void =>
    void requireAccess().then(checkLater, (error: Error) => stream.destroy(error));
  let timer: NodeJS.Timeout;
  const checkLater = (): void => {
    if (!stream.destroyed) timer = setTimeout(check, guardIntervalMs);
  };
  checkLater();
  return stream.once('close', () => clearTimeout(timer));
};

/** What `answered` resolves to; the stream ends with it, read or not. */
export const letGoAfter = <T>(stream: Readable, answered: Promise<T>): Promise<T> =>
  answered.finally(() => stream.destroy());
