/** The end of a connection that may not go on. */
import type { TLSSocket } from 'node:tls';
import { tcpUnder } from './tcp-under.ts';

/**
 * Ends a connection by a reset (RFC 9293, 3.10.7): what of an answer has been handed to the kernel, megabytes where the
 * peer reads slowly, is dropped with it and never arrives. An ordinary close would go on delivering that, for as long as
 * the peer likes. Nothing can be started on the connection afterwards.
 */
export const cutConnection = (socket: TLSSocket): void => {
  const tcp = tcpUnder(socket);
  if (tcp?.destroyed === false) tcp.resetAndClosing = true;
  // From the top: TLS frees what it needs of a connection that was closed under it, and takes the process down with it.
  socket.destroy();
};
