/** Where connections come in: the ordinary listener, and the one for load balancers. */
import { createServer, type Server, type Socket } from 'node:net';
import { parseListenAddress, parseNetworks } from '@moorgate/config';
import { listen } from '@moorgate/http';
import type { AcceptedSockets, DropReason } from './accepted-sockets.ts';
import type { DeviceGatewayConfig } from './config.ts';
import { awaitProxyHeader, type ProxyFault } from './proxy-protocol/await-proxy-header.ts';
import type { TlsServer } from './tls-server.ts';

/** Why a connection of the listener for load balancers is closed before its handshake. */
type ProxyDropReason = ProxyFault | 'proxy_peer_forbidden';

/** What the listeners stand on. */
export interface ListenerServices {
  readonly config: DeviceGatewayConfig;
  readonly tls: TlsServer;
  readonly accepted: AcceptedSockets;
  /** Sees each connection that is closed before its handshake. */
  onDrop(reason: DropReason | ProxyDropReason, address: string): void;
}

/** The listeners of a gateway. */
export interface Listeners {
  readonly url: string;
  readonly port: number;
  /** The port of the listener for load balancers; null where none is configured. */
  readonly proxyPort: number | null;
  /** Takes no new connection, lets requests end until the deadline, then closes all, with or without a handshake. */
  close(deadlineMs: number): Promise<void>;
}

const idleSweepMs = 50;

const takeDirect = ({ tls, accepted }: ListenerServices, socket: Socket): void => {
  const address = socket.remoteAddress;
  // A peer that has gone already has no address any more.
  if (address === undefined) socket.destroy();
  else if (accepted.enter(socket) && accepted.attribute(socket, address)) {
    tls.beginHandshake(socket);
  }
};

const createProxiedServer = (services: ListenerServices): Server => {
  const { config, tls, accepted, onDrop } = services;
  const peers = parseNetworks(config.proxyPeers);
  const drop = (socket: Socket, reason: ProxyDropReason): void => {
    onDrop(reason, socket.remoteAddress ?? '');
    socket.destroy();
  };
  return createServer({ noDelay: true }, (socket) => {
    const peer = socket.remoteAddress;
    if (peer === undefined) socket.destroy();
    else if (!peers.includes(peer)) drop(socket, 'proxy_peer_forbidden');
    else if (accepted.enter(socket)) {
      awaitProxyHeader(socket, config.proxyHeaderTimeoutMs, {
        onHeader: ({ client }) => {
          if (accepted.attribute(socket, client?.address ?? peer)) tls.beginHandshake(socket);
        },
        onFault: (fault) => drop(socket, fault),
      });
    }
  });
};

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => void server.close(() => resolve()));

/**
 * Opens the ordinary listener, on which a header of the PROXY protocol is no TLS and ends the connection, and, where one is
 * configured, the listener on which it is mandatory and only the configured peers may speak. Rejects, with nothing left
 * open, when an address cannot be used; throws `ConfigError` for peers that are no networks.
 */
export const openListeners = async (services: ListenerServices): Promise<Listeners> => {
  const { config, tls, accepted } = services;
  const { server } = tls;
  const proxied = config.proxyAddress === undefined ? null : createProxiedServer(services);
  server.on('connection', (socket: Socket) => takeDirect(services, socket));

  const close = async (deadlineMs: number): Promise<void> => {
    const servers = [server, ...(proxied === null ? [] : [proxied])].filter((one) => one.listening);
    const allClosed = Promise.all(servers.map(closed));
    const sweep = setInterval(() => server.closeIdleConnections(), idleSweepMs);
    const deadline = setTimeout(() => {
      // The sweep destroys connections from above, which must not happen to one that has just been closed below.
      clearInterval(sweep);
      accepted.closeAll();
    }, deadlineMs);
    server.closeIdleConnections();
    await allClosed;
    clearInterval(sweep);
    clearTimeout(deadline);
  };
  try {
    const { url, port } = await listen(server, parseListenAddress(config.address));
    if (proxied === null || config.proxyAddress === undefined) {
      return { url, port, proxyPort: null, close };
    }
    const behind = await listen(proxied, parseListenAddress(config.proxyAddress));
    return { url, port, proxyPort: behind.port, close };
  } catch (error) {
    await close(0);
    throw error;
  }
};
