/** The TCP connection under one of TLS. */
import { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';

/** What Node keeps without documenting it: the socket that TLS was begun on, and how that one is to end. */
export interface TcpSocket extends Socket {
  /** Makes the next `destroy` a reset, as `resetAndDestroy` does. */
  resetAndClosing?: boolean;
}

/** The TCP connection that TLS was begun on; null once it is gone. It is the same object for as long as there is one. */
export const tcpUnder = (socket: TLSSocket): TcpSocket | null => {
  const { _parent: tcp } = socket as unknown as { readonly _parent?: unknown };
  return tcp instanceof Socket ? tcp : null;
};
