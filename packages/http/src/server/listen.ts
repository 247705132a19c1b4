/** Opening and closing the listening socket of a server. */
import type { Server as HttpServer } from 'node:http';
import { type Server as HttpsServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';

/** A server of either kind. */
export type AnyServer = HttpServer | HttpsServer;

const idleSweepMs = 50;
const everyAddress: readonly string[] = ['::', '0.0.0.0'];

/** How a client on this host reaches a server: an address that means "all of them" is none to connect to. */
const urlOf = (scheme: string, { address, family, port }: AddressInfo): string => {
  if (everyAddress.includes(address)) return `${scheme}://localhost:${port}`;
  return `${scheme}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
};

/** Listens; port 0 takes a free one. Rejects when the address cannot be used. */
export const listen = (
  server: NetServer,
  address: { readonly host: string; readonly port: number },
): Promise<{ readonly url: string; readonly port: number }> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address.host, port: address.port }, () => {
      server.off('error', reject);
      const bound = server.address() as AddressInfo;
      const scheme = 'setSecureContext' in server ? 'https' : 'http';
      resolve({ url: urlOf(scheme, bound), port: bound.port });
    });
  });

/** Takes no new connection, closes those that rest, lets requests end until the deadline, then closes all. */
export const closeServer = (server: AnyServer, deadlineMs: number): Promise<void> =>
  new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
    const deadline = setTimeout(() => server.closeAllConnections(), deadlineMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
