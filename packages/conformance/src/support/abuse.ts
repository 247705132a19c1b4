/** Connections that are misused by another process, by order of a test. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What is done with a connection once it is established. */
export type Behaviour =
  /** TCP, and nothing more. */
  | 'half-open'
  /** The beginning of a handshake, and then an octet now and then. */
  | 'stalled-handshake'
  /** Something else than a header of the PROXY protocol, or only the beginning of one. */
  | 'bad-proxy-header'
  | 'late-proxy-header'
  /** After the handshake. */
  | 'slow-head'
  | 'slow-body'
  | 'oversize-head'
  /** Takes nothing of an answer that has no end. */
  | 'stalled-download'
  /** A thousand requests at once, again and again. */
  | 'request-flood'
  /** One request, and the end. */
  | 'asking'
  /** One request, and then nothing for as long as the gateway allows. */
  | 'idle';

/** What a client shows in its handshake, in PEM. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

/** To the other process. */
export interface AbuseOrder {
  readonly kind: 'open';
  readonly id: number;
  readonly behaviour: Behaviour;
  readonly port: number;
  readonly localAddress: string;
  readonly count: number;
  readonly atOnce: number;
  /** Whether the next one begins only when one is over. */
  readonly isOneAfterTheOther: boolean;
  /** Taken in turn. */
  readonly identities: readonly Identity[];
}

/** How a connection ended. */
export interface AbuseOutcome {
  /** From the moment at which it was established, in milliseconds. */
  readonly lastedMs: number;
  /** Of the first answer; null without one. */
  readonly status: number | null;
}

/** From the other process. */
export type AbuseReport =
  | { readonly kind: 'begun'; readonly id: number }
  | { readonly kind: 'over'; readonly id: number; readonly outcomes: readonly AbuseOutcome[] };

/** Some connections that are misused. */
export interface Abuse {
  /** Resolves when all are established, or were refused. */
  readonly begun: Promise<void>;
  /** Resolves when all are closed. */
  readonly over: Promise<readonly AbuseOutcome[]>;
  /** Closes them from the client's side. */
  close(): void;
}

/** The other process. */
export interface Abuser {
  open(order: Pick<AbuseOrder, 'behaviour' | 'port' | 'count'> & Partial<AbuseOrder>): Abuse;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('./abuse-client.ts', import.meta.url));

interface Waiting {
  readonly begun: PromiseWithResolvers<void>;
  readonly over: PromiseWithResolvers<readonly AbuseOutcome[]>;
}

const startProcess = (): ChildProcess =>
  fork(program, [], { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });

/** Starts it. */
export const startAbuser = (): Abuser => {
  const child = startProcess();
  const ended = once(child, 'exit');
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  child.on('message', (report: AbuseReport) => {
    const one = waiting.get(report.id);
    if (report.kind === 'begun') one?.begun.resolve();
    else {
      waiting.delete(report.id);
      one?.over.resolve(report.outcomes);
    }
  });

  return {
    open: (order) => {
      const id = (lastId += 1);
      const one = {
        begun: Promise.withResolvers<void>(),
        over: Promise.withResolvers<readonly AbuseOutcome[]>(),
      };
      waiting.set(id, one);
      child.send({
        localAddress: '127.0.0.1',
        atOnce: 32,
        isOneAfterTheOther: false,
        identities: [],
        ...order,
        kind: 'open',
        id,
      } satisfies AbuseOrder);
      return {
        begun: one.begun.promise,
        over: one.over.promise,
        close: () => void child.send({ kind: 'close', id }),
      };
    },
    stop: async () => {
      child.kill();
      await ended;
    },
  };
};
