/** The end of a connection that may not go on. */
import { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** The TCP connection under one of TLS; Node keeps it there without documenting it. */
const tcpUnder = (socket: TLSSocket): unknown =>
  (socket as unknown as { _parent?: unknown })._parent;

/**
 * Ends a connection by a reset (RFC 9293, 3.10.7): what of an answer has been handed to the kernel, megabytes where the
 * peer reads slowly, is dropped with it and never arrives. An ordinary close would go on delivering that, for as long as
 * the peer likes.
 */
export const cutConnection = (socket: TLSSocket): void => {
  const tcp = tcpUnder(socket);
  if (tcp instanceof Socket && !tcp.destroyed) tcp.resetAndDestroy();
  // The one over it learns of it in a later turn; nothing may be started on it until then.
  socket.destroy();
};
