/** A socket on this host behind which is the engine of another one: what comes is passed on to the server, in the name of a token. */
import {
  Agent as HttpAgent,
  createServer,
  type IncomingMessage,
  request as requestInClear,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent, request as requestOverTls } from 'node:https';
import type { Duplex } from 'node:stream';
import { type ForwardTarget, forwardCall, forwardUpgrade } from '@moorgate/beacon-agent';
import { closeServer, listenOnSocket } from '@moorgate/http';
import type { Connection } from '../contexts/choose-connection.ts';
import type { Terminal } from '../terminal.ts';
import { answerError, passDockerAnswer } from './docker-errors.ts';

/** What the proxy stands on. */
export interface DockerProxyOptions extends Pick<Terminal, 'environment'> {
  readonly connection: Pick<Connection, 'url' | 'token'>;
  /** The id of a Docker host. */
  readonly hostId: string;
  /** In a folder that nobody else may enter. */
  readonly socketPath: string;
}

/** An open proxy. */
export interface DockerProxy {
  /** Cuts everything, and takes the socket away. */
  close(): Promise<void>;
}

const limits = {
  // A body takes as long as it takes: an engine reads it.
  requestTimeout: 0,
  // The credentials of registries stand in the head of a build.
  maxHeaderSize: 65_536,
} as const satisfies ServerOptions;

const protocols: readonly string[] = ['tcp', 'h2c'];

/** Each request on a connection of its own: one that has rested may be gone when the body of the next is on its way. */
const senderOf = ({ environment, connection }: DockerProxyOptions) => {
  const isSecure = connection.url.startsWith('https:');
  const options = { keepAlive: false, proxyEnv: { ...environment } };
  return isSecure
    ? { request: requestOverTls, agent: new HttpsAgent(options) }
    : { request: requestInClear, agent: new HttpAgent(options) };
};

const reasonOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'the connection broke off';

const refuseBody = (response: ServerResponse): void =>
  answerError(response, 400, 'moorgate: a body with its length is needed, of a mebibyte at most');

/**
 * Opens it. Requests, their bodies, answers and raw connections are passed on as they come, and none of them is held. Rejects with one sentence where
 * another proxy answers at the socket, and when the path cannot be used.
 */
export const openDockerProxy = async (options: DockerProxyOptions): Promise<DockerProxy> => {
  const { connection, hostId, socketPath } = options;
  const { request: send, agent } = senderOf(options);
  const base = `${connection.url.replace(/\/+$/, '')}/v1/docker-hosts/${encodeURIComponent(hostId)}/docker`;
  const server = new URL(base);
  const targetOf = ({ url = '/' }: IncomingMessage): ForwardTarget => ({
    ask: ({ method, headers }) =>
      send({
        ...{ protocol: server.protocol, hostname: server.hostname, port: server.port, agent },
        // As it came: an engine reads the path, and nobody before it.
        ...{ method, path: `${server.pathname}${url}` },
        headers: { ...headers, host: server.host, authorization: `Bearer ${connection.token}` },
      }),
    refuse: (response, error) =>
      answerError(
        response,
        502,
        `moorgate: ${server.origin} cannot be reached (${reasonOf(error)})`,
      ),
    passAnswer: passDockerAnswer,
  });
  const held = new Set<Duplex>();
  const listener = createServer(
    {
      ...limits,
      shouldUpgradeCallback: ({ headers }) =>
        protocols.includes(headers.upgrade?.toLowerCase() ?? ''),
    },
    (request, response) => void forwardCall({ ...targetOf(request), request, response }),
  );
  listener.on('connection', (socket: Duplex) => {
    held.add(socket);
    socket.once('close', () => held.delete(socket));
  });
  listener.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    void forwardUpgrade({ ...targetOf(request), request, socket, head, refuseBody });
  });
  await listenOnSocket(listener, socketPath, 'proxy');
  return {
    close: async () => {
      for (const socket of held) socket.destroy();
      await closeServer(listener, 0);
      agent.destroy();
    },
  };
};
