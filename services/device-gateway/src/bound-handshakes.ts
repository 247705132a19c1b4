/** Bounds what a peer may send before it has a verdict: the library would take a hundred kilobytes from everybody. */
import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { tcpUnder } from './tcp-under.ts';

/** Looks at connections while they have no verdict. */
export interface HandshakeBounds {
  /** To be called when the handshake of a TCP connection begins. */
  begin(socket: Socket): void;
  /** To be called with the TLS connection over it, and what was shown on it, when the handshake is over. */
  complete(socket: TLSSocket, certificate: X509Certificate | null): void;
  /** Ends the watch. */
  stop(): void;
}

/** Several times what a long chain of large keys takes. */
const certificateBytesMax = 16 * 1_024;
const handshakeBytesMax = 2 * certificateBytesMax;
const lookMs = 250;

/** With the certificates that were sent to support it. */
const isTooLarge = (certificate: X509Certificate | null): boolean => {
  let bytes = 0;
  let next = certificate ?? undefined;
  while (next !== undefined && bytes <= certificateBytesMax) {
    bytes += next.raw.length;
    next = next.issuerCertificate;
  }
  return bytes > certificateBytesMax;
};

/**
 * Closes connections whose certificates are too large, at once and without an answer: their memory is what is to be saved.
 * Those that send as much and stop half way are found a quarter of a second later. `onOversize` sees each.
 */
export const boundHandshakes = (onOversize: (socket: Socket) => void): HandshakeBounds => {
  const underway = new Set<Socket>();
  const drop = (socket: Socket): void => {
    onOversize(socket);
    socket.destroy();
  };
  const look = (): void => {
    for (const socket of underway) {
      const isTooMuch = !socket.destroyed && socket.bytesRead > handshakeBytesMax;
      if (socket.destroyed || isTooMuch) underway.delete(socket);
      if (isTooMuch) drop(socket);
    }
  };
  const timer = setInterval(look, lookMs);
  timer.unref();

  return {
    // Those that close meanwhile are found by the next look: a listener would stay for as long as the connection.
    begin: (socket) => void underway.add(socket),
    complete: (socket, certificate) => {
      const tcp = tcpUnder(socket);
      if (tcp === null) return;
      underway.delete(tcp);
      // What a peer has not sent needs no measuring.
      if (tcp.bytesRead > certificateBytesMax && isTooLarge(certificate)) drop(socket);
    },
    stop: () => clearInterval(timer),
  };
};
