/** Waits for the header of the PROXY protocol on a connection that has just been accepted. */
import type { Socket } from 'node:net';
import { type ProxyHeader, type ProxyHeaderFault, readProxyHeader } from './proxy-header.ts';

/** How it ended without a header. */
export type ProxyFault = ProxyHeaderFault | 'proxy_header_late';

/** What is done in the end, with one of the two and once; neither when the peer closes the connection first. */
export interface ProxyHeaderOutcome {
  /** The socket stands as if nothing but what follows the header had ever arrived on it. */
  onHeader(header: ProxyHeader): void;
  onFault(fault: ProxyFault): void;
}

/**
 * Reads the header within `timeoutMs`; of what arrives, no more than one piece is held beyond it. Somebody else must listen
 * for errors of the socket.
 */
export const awaitProxyHeader = (
  socket: Socket,
  timeoutMs: number,
  outcome: ProxyHeaderOutcome,
): void => {
  let arrived: Buffer = Buffer.alloc(0);

  const finish = (): void => {
    clearTimeout(deadline);
    socket.off('readable', onReadable).off('close', finish);
  };
  const fail = (fault: ProxyFault): void => {
    finish();
    outcome.onFault(fault);
  };
  const deadline = setTimeout(() => fail('proxy_header_late'), timeoutMs);
  const onReadable = (): void => {
    const chunk = socket.read() as Buffer | null;
    if (chunk === null) return;
    arrived = arrived.length === 0 ? chunk : Buffer.concat([arrived, chunk]);
    const reading = readProxyHeader(arrived);
    if (reading.kind === 'incomplete') return;
    if (reading.kind === 'fault') {
      fail(reading.fault);
      return;
    }
    finish();
    const rest = arrived.subarray(reading.header.lengthBytes);
    if (rest.length > 0) socket.unshift(rest);
    outcome.onHeader(reading.header);
  };
  socket.on('readable', onReadable).on('close', finish);
};
