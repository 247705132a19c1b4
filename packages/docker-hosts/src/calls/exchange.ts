/** One request on a connection of its own, and what comes back on it. */
import { type ClientRequest, type IncomingMessage, request as requestOn } from 'node:http';
import { type Duplex, finished, Readable } from 'node:stream';
import { reasonOfConnection } from '@moorgate/beacons';
import { DomainError, fault } from '@moorgate/errors';
import type { DockerAnswer, DockerCall, DockerUpgrade } from './docker-call.ts';
import type { IdleWatch } from './idle-watch.ts';

/** A request that is about to be sent. */
export interface Exchange {
  readonly call: DockerCall;
  /** The path that the beacon is asked for. */
  readonly path: string;
  /** What the beacon reads itself. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connection: Duplex;
  readonly watch: IdleWatch;
  /** Ends everything, at any time. */
  readonly signal: AbortSignal;
  /** Called when nothing of it is left. */
  over(): void;
}

/** What a failure is called: by whoever ended the call, else in words that tell neither addresses nor answers. */
export const asCallFault = (error: unknown, signal: AbortSignal): DomainError => {
  if (signal.aborted && signal.reason instanceof DomainError) return signal.reason;
  if (error instanceof DomainError) return error;
  const detail = signal.aborted ? 'the call was called off' : reasonOfConnection(error);
  return fault('docker_call_failed', { detail, cause: error });
};

/** How long a body is, as its receiver is told. */
const framingOf = ({ body, headers = {} }: DockerCall): Record<string, string> => {
  if (body === undefined) return {};
  if (body instanceof Uint8Array) return { 'Content-Length': String(body.length) };
  return 'content-length' in headers ? {} : { 'Transfer-Encoding': 'chunked' };
};

const open = ({ call, path, headers, connection }: Exchange, isUpgrade: boolean): ClientRequest =>
  requestOn({
    method: call.method,
    path,
    headers: {
      ...call.headers,
      ...(call.contentType === undefined ? {} : { 'Content-Type': call.contentType }),
      ...framingOf(call),
      ...headers,
      ...(isUpgrade ? { Connection: 'Upgrade', Upgrade: call.protocol ?? 'tcp' } : {}),
    },
    createConnection: () => connection,
  });

const sendBody = (request: ClientRequest, { call: { body }, watch }: Exchange): void => {
  if (!(body instanceof Readable)) {
    request.end(body);
    return;
  }
  const through = watch.through();
  body.pipe(through).pipe(request);
  request.once('close', () => body.unpipe(through));
  finished(body, { writable: false }, (error) => {
    if (error != null) request.destroy(error);
  });
};

const headOf = (response: IncomingMessage): Omit<DockerAnswer, 'body'> => {
  const { statusCode: status = 0, statusMessage: reason = '', headers } = response;
  return { status, reason, headers };
};

/** Runs it when the signal ends the call, or has ended it. */
const onAbort = (signal: AbortSignal, run: () => void): void => {
  if (signal.aborted) run();
  else signal.addEventListener('abort', run, { once: true });
};

/** A request that was answered, and what ends everything about it. */
interface Answered extends Pick<Exchange, 'watch' | 'signal'> {
  end(): void;
}

const readAnswer = (response: IncomingMessage, { watch, signal, end }: Answered): DockerAnswer => {
  const body = watch.through();
  const fail = (error: unknown): void => {
    body.destroy(asCallFault(error, signal));
  };
  // Whoever reads learns of a failure; one who has turned away does not bring the process down.
  body.on('error', () => {}).once('close', end);
  finished(response, (error) => {
    if (error != null) fail(error);
  });
  onAbort(signal, () => fail(signal.reason));
  response.pipe(body);
  return { ...headOf(response), body };
};

const takeSocket = (socket: Duplex, head: Buffer, { watch, signal, end }: Answered): Duplex => {
  // Nothing may be said on it for as long as a person thinks.
  watch.stop();
  // Input and output of a program end each by itself.
  socket.allowHalfOpen = true;
  if (head.length > 0) socket.unshift(head);
  socket.on('error', () => {}).once('close', end);
  onAbort(signal, () => socket.destroy(asCallFault(signal.reason, signal)));
  return socket;
};

/** Sends it; what it throws is a `DomainError`, and then it is over. */
export const exchange = (sent: Exchange, isUpgrade: boolean): Promise<DockerUpgrade> =>
  new Promise((resolve, reject) => {
    const { signal, watch } = sent;
    const request = open(sent, isUpgrade);
    const end = (): void => {
      watch.stop();
      request.destroy();
      sent.connection.destroy();
      sent.over();
    };
    const fail = (error: unknown): void => {
      end();
      reject(asCallFault(error, signal));
    };
    let isAnswered = false;
    request.on('error', (error) => {
      if (!isAnswered) fail(error);
    });
    onAbort(signal, () => {
      if (!isAnswered) fail(signal.reason);
    });
    request.once('response', (response) => {
      isAnswered = true;
      resolve({ kind: 'answered', answer: readAnswer(response, { watch, signal, end }) });
    });
    if (isUpgrade)
      request.once('upgrade', (response, socket, head) => {
        isAnswered = true;
        resolve({
          kind: 'upgraded',
          head: headOf(response),
          socket: takeSocket(socket, head, { watch, signal, end }),
        });
      });
    sendBody(request, sent);
  });
