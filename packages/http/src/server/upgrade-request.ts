/** A request to change the protocol (RFC 9110, 7.8), as long as it is one: its body, and an answer that is an ordinary one. */
import { once } from 'node:events';
import { type IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

const farewellMsMax = 5_000;
const bodyBytesMax = 1_048_576;
const bodyMsMax = 15_000;

/** An answer that is none of another protocol: it ends the connection, of which nobody knows any more what follows on it. */
export const responseOn = (request: IncomingMessage, socket: Duplex): ServerResponse => {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket as Socket);
  response.once('finish', () => {
    socket.end();
    // Read a moment longer, so that the answer is seen.
    const timer = setTimeout(() => socket.destroy(), farewellMsMax);
    socket.once('close', () => clearTimeout(timer)).resume();
  });
  return response;
};

/** Reads so many bytes and leaves what follows; null where they do not come in time, or not at all. */
const readBytes = async (socket: Duplex, count: number): Promise<Buffer | null> => {
  const signal = AbortSignal.timeout(bodyMsMax);
  while (count > 0) {
    const bytes = socket.read(count) as Buffer | null;
    if (bytes !== null) return bytes.length === count ? bytes : null;
    if (socket.readableEnded || socket.destroyed) return null;
    const more = await once(socket, 'readable', { signal }).catch(() => null);
    if (more === null) return null;
  }
  return Buffer.alloc(0);
};

/**
 * The body of the request, which stands on its connection before whatever the other protocol says: of the length that it
 * announces, a mebibyte at most. Null where it is longer, comes in chunks, or cannot be had in 15 seconds.
 */
export const readUpgradeBody = (
  { headers }: IncomingMessage,
  socket: Duplex,
): Promise<Buffer | null> => {
  const { 'transfer-encoding': coding, 'content-length': length = '0' } = headers;
  const isBounded = coding === undefined && Number(length) <= bodyBytesMax;
  return isBounded ? readBytes(socket, Number(length)) : Promise.resolve(null);
};
