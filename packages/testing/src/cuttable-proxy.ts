/** A piece of network between a client and a server that can be cut, fall silent, or be slow. */
import { once } from 'node:events';
import {
  type AddressInfo,
  connect,
  createServer,
  type NetConnectOpts,
  type Server,
  type Socket,
} from 'node:net';
import { createDirection, type Direction, type Line } from './proxy-direction.ts';

/** Where connections lead: a port, or the path of a Unix socket. */
export type ProxyTarget =
  { readonly host: string; readonly port: number } | { readonly path: string };

/** A network that obeys. */
export interface CuttableProxy {
  /** On loopback; stays the same whatever happens. */
  readonly port: number;
  /** Resets every connection, on both sides, and each new one, until `resume`. */
  cut(): void;
  /**
   * Passes nothing on, neither bytes nor the end of a connection, until `resume`: both sides see a peer that is silent.
   * New connections are made and reach nobody. What is sent in the meantime arrives afterwards, as over a network.
   */
  freeze(): void;
  /** Passes everything on this much later, in milliseconds; what is under way already is not held up. */
  delay(milliseconds: number): void;
  /** Works again: neither cut nor frozen. The delay stays. */
  resume(): void;
  /** How many connections there are. */
  connectionCount(): number;
  close(): Promise<void>;
}

/** A Unix socket knows no reset; closing it without reading is as near as it comes. */
const reset = (socket: Socket): void => {
  if (socket.remoteFamily === undefined) socket.destroy();
  else socket.resetAndDestroy();
};

const listenOnLoopback = async (server: Server): Promise<number> => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
};

/** Starts it on a free port; connections to it become connections to the target. */
export const createCuttableProxy = async (target: ProxyTarget): Promise<CuttableProxy> => {
  const pairs = new Set<readonly [Socket, Socket]>();
  const waiting = new Set<Socket>();
  const directions = new Set<Direction>();
  const line: { -readonly [K in keyof Line]: Line[K] } = { isFrozen: false, delayMs: 0 };
  let isCut = false;

  const join = (client: Socket): void => {
    waiting.delete(client);
    const upstream = connect({ ...target, allowHalfOpen: true } as NetConnectOpts);
    const pair = [client, upstream] as const;
    const both = [createDirection(client, upstream, line), createDirection(upstream, client, line)];
    pairs.add(pair);
    for (const one of both) directions.add(one);
    const forget = (): void => {
      pairs.delete(pair);
      for (const one of both) directions.delete(one);
    };
    for (const [socket, other] of [pair, [upstream, client] as const]) {
      socket.on('close', () => {
        forget();
        if (!other.destroyed) reset(other);
      });
    }
  };
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    client.on('error', () => undefined);
    if (isCut) {
      reset(client);
      return;
    }
    waiting.add(client);
    client.once('close', () => waiting.delete(client));
    if (!line.isFrozen) join(client);
  });
  const cut = (): void => {
    isCut = true;
    for (const socket of [...pairs].flat().concat(...waiting)) reset(socket);
  };
  const port = await listenOnLoopback(server);

  return {
    port,
    cut,
    freeze: () => {
      line.isFrozen = true;
      for (const socket of [...pairs].flat()) socket.pause();
    },
    delay: (milliseconds) => {
      line.delayMs = milliseconds;
    },
    resume: () => {
      isCut = false;
      line.isFrozen = false;
      for (const one of directions) one.flush();
      for (const client of [...waiting]) join(client);
    },
    connectionCount: () => pairs.size + waiting.size,
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
};
