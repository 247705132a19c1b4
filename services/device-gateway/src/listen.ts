/** Opening and closing the listening socket. */
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';

const closeTimeoutMs = 5_000;
const idleSweepMs = 50;

/** Reads `host:port`; no host means every address. */
const parseAddress = (address: string): { host: string; port: number } => {
  const colon = address.lastIndexOf(':');
  const host = address.slice(0, colon).replace(/^\[|\]$/g, '');
  const port = Number(address.slice(colon + 1));
  if (port > 65_535) throw new Error(`${address} is not an address: ports end at 65535`);
  return { host: host === '' ? '::' : host, port };
};

/** How a client on this host reaches the server: an address that means "all of them" is none to connect to. */
const urlOf = ({ address, family, port }: AddressInfo): string => {
  if (address === '::' || address === '0.0.0.0') return `https://localhost:${String(port)}`;
  return `https://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
};

/** Listens; port 0 takes a free one. Rejects when the address cannot be used. */
export const listen = (server: Server, address: string): Promise<{ url: string; port: number }> =>
  new Promise((resolve, reject) => {
    const { host, port } = parseAddress(address);
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      const bound = server.address() as AddressInfo;
      resolve({ url: urlOf(bound), port: bound.port });
    });
  });

/** Takes no new connection, closes those that rest, lets requests end for five seconds, then closes all. */
export const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
    const deadline = setTimeout(() => server.closeAllConnections(), closeTimeoutMs);
    server.close(() => {
      clearInterval(sweep);
      clearTimeout(deadline);
      resolve();
    });
    server.closeIdleConnections();
  });
