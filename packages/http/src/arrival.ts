/**
 * How long the body of a request may take. Node has one limit for whole requests, which would cut a large upload however
 * well it goes on; here a body that is read as a stream may take as long as something of it keeps coming.
 */
import type { IncomingMessage } from 'node:http';
import { announcesBody } from './read-body.ts';

const streamed = new WeakSet<IncomingMessage>();

/** Says that the body is read as it comes, by somebody who sets limits of their own to it. */
export const noteStreamed = (request: IncomingMessage): void => void streamed.add(request);

/**
 * Calls `onLate` when the body has not arrived whole after `milliseconds`; for a stream, when so long nothing of it came
 * although its reader wanted more. The server itself must have no limit (`requestTimeout: 0`).
 */
export const watchArrival = (
  request: IncomingMessage,
  milliseconds: number,
  onLate: () => void,
): void => {
  if (request.complete || !announcesBody(request)) return;
  let seen = request.socket.bytesRead;
  const look = (): void => {
    if (request.complete || request.socket.destroyed) return;
    const { bytesRead } = request.socket;
    const goesOn = bytesRead > seen || request.isPaused();
    if (!streamed.has(request) || !goesOn) {
      onLate();
      return;
    }
    seen = bytesRead;
    timer = setTimeout(look, milliseconds);
  };
  let timer = setTimeout(look, milliseconds);
  request.once('close', () => clearTimeout(timer));
};
