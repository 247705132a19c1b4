/** What somebody said before they hung up, although something was still to be sent to them. */
import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';

type Sent = (error?: Error | null) => void;

const isCut = (error: Error): boolean =>
  ['EPIPE', 'ECONNRESET'].includes((error as NodeJS.ErrnoException).code ?? '');

/** The same callback, which hears nothing of a connection that the other side has ended. */
const unlessCut =
  (sent: Sent): Sent =>
  (error) =>
    sent(error != null && isCut(error) ? null : error);

const keepReading = (socket: Socket): void => {
  const write = socket._write.bind(socket);
  const writeMany = socket._writev?.bind(socket);
  socket._write = (chunk, encoding, sent) => write(chunk, encoding, unlessCut(sent));
  if (writeMany === undefined) return;
  socket._writev = (chunks, sent) => writeMany(chunks, unlessCut(sent));
};

/**
 * Has the request go on reading where nothing can be sent any more. Engines answer as soon as they know enough, and may be gone before
 * the end of a body is written: by then their answer waits to be read. One that is gone without an answer fails by the end of
 * what is read, with `ECONNRESET`.
 */
export const hearOut = (asked: ClientRequest): void => {
  asked.once('socket', keepReading);
};
