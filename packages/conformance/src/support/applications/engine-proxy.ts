/** What stands between a beacon and an engine: passes everything on, and does with one call what a test wants. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** A call as it comes to the engine; the target without the version of the API. */
export interface EngineCall {
  readonly method: string;
  readonly target: string;
}

/**
 * What becomes of a call: it is passed on; answered with 500 and not passed on; its connection is cut before it is passed on;
 * or it is passed on, and the connection cut in the place of the answer. A raw connection is never lost so: it is cut.
 */
export type Verdict = 'pass' | 'refuse' | 'cut' | 'lose';

/**
 * What judges calls; null for one that does not concern it. One that waits holds the call, which is passed on afterwards even if
 * nobody waits for its answer any more.
 */
export type Judge = (call: EngineCall) => Verdict | Promise<Verdict> | null;

export interface EngineProxy {
  readonly socketPath: string;
  /** Has calls judged from now on, until what is answered is called. Of several judges the first one that is concerned counts. */
  interfere(judge: Judge): () => void;
  close(): Promise<void>;
}

const callOf = ({ method = '', url = '' }: IncomingMessage): EngineCall => ({
  method,
  target: url.replace(/^\/v\d+\.\d+\//, '').replace(/^\//, ''),
});

/** Asks the engine, and answers what it answers, or cuts the connection once it has. */
const passOn = (
  { method, url, headers }: IncomingMessage,
  {
    path,
    body,
    isLost,
  }: { readonly path: string; readonly body: Buffer; readonly isLost: boolean },
  response: ServerResponse,
): void => {
  const options = { socketPath: path, agent: false, method, path: url, headers };
  const asked = request(options, (answer) => {
    answer.on('error', () => response.destroy());
    if (isLost) {
      answer.resume().once('end', () => response.destroy());
      return;
    }
    response.writeHead(answer.statusCode!, answer.headers);
    response.flushHeaders();
    answer.pipe(response);
  });
  asked.on('error', () => response.destroy());
  response.once('close', () => asked.destroy());
  asked.end(body);
};

const judgeBy = (judges: ReadonlySet<Judge>, call: EngineCall): Verdict | Promise<Verdict> => {
  for (const judge of judges) {
    const verdict = judge(call);
    if (verdict !== null) return verdict;
  }
  return 'pass';
};

const answer = async (
  asked: IncomingMessage,
  response: ServerResponse,
  { path, judges }: { readonly path: string; readonly judges: ReadonlySet<Judge> },
): Promise<void> => {
  const body = await buffer(asked);
  const verdict = await judgeBy(judges, callOf(asked));
  if (verdict === 'refuse') response.writeHead(500).end('{"message":"no"}');
  else if (verdict === 'cut') response.destroy();
  else passOn(asked, { path, body, isLost: verdict === 'lose' }, response);
};

/** A request for a raw connection, and what it came on. */
interface RawCall {
  readonly asked: IncomingMessage;
  readonly client: Duplex;
  readonly head: Buffer;
}

/** A raw connection, from its request on as it came. */
const join = (path: string, { asked, client, head }: RawCall): void => {
  const engine = connect({ path, allowHalfOpen: true });
  const fields = Array.from({ length: asked.rawHeaders.length / 2 }, (_, at) =>
    asked.rawHeaders.slice(2 * at, 2 * at + 2).join(': '),
  );
  engine.write(`${[`${asked.method} ${asked.url} HTTP/1.1`, ...fields].join('\r\n')}\r\n\r\n`);
  engine.write(head);
  for (const [from, to] of [
    [client, engine],
    [engine, client],
  ] as const) {
    from.on('error', () => to.destroy()).on('close', () => to.destroy());
    from.pipe(to);
  }
};

const joinJudged = async (
  { path, judges }: { readonly path: string; readonly judges: ReadonlySet<Judge> },
  call: RawCall,
): Promise<void> => {
  const verdict = await judgeBy(judges, callOf(call.asked));
  if (verdict === 'pass') join(path, call);
  else if (verdict === 'refuse')
    call.client.end('HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\n\r\n');
  else call.client.destroy();
};

/** Listens at `socketPath` for an engine at `path`. */
export const startEngineProxy = async (socketPath: string, path: string): Promise<EngineProxy> => {
  const judges = new Set<Judge>();
  const sockets = new Set<Socket>();
  const server = createServer((asked, response) => {
    answer(asked, response, { path, judges }).catch(() => response.destroy());
  });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    // The input of a container may end before its output does.
    socket.allowHalfOpen = true;
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (asked: IncomingMessage, client: Duplex, head: Buffer) => {
    joinJudged({ path, judges }, { asked, client, head }).catch(() => client.destroy());
  });
  server.listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    interfere: (judge) => {
      judges.add(judge);
      return () => void judges.delete(judge);
    },
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
};
