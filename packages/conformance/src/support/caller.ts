/** Scripts that send requests at a pace of their own, whether they are answered or not, from a process of their own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Latencies } from './latencies.ts';

/** A request that is sent again and again. */
export interface PlannedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** What a script does. */
export interface CallPlan {
  readonly url: string;
  /** Sent in turn. */
  readonly requests: readonly PlannedRequest[];
  readonly perSecond: number;
  /** How many are sent; as many as there is time for unless said. */
  readonly count?: number;
  /** Of 127.0.0.0/8. */
  readonly from: string;
  /** It keeps so many at most. */
  readonly connections: number;
}

/** What came of it. */
export interface CallReport {
  /** How often each status was answered; a request without an answer counts under its error. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** From the moment at which each was due, waiting for a free connection included, to the end of its answer. */
  readonly latencies: Latencies;
  /** The pace that was kept. */
  readonly perSecond: number;
}

/** What the process is told. */
export type CallerJob =
  | { readonly kind: 'call'; readonly id: number; readonly plan: CallPlan }
  | { readonly kind: 'stop'; readonly id: number };

/** What it answers. */
export interface CallerAnswer {
  readonly id: number;
  readonly report: CallReport;
}

/** A plan that is followed. */
export interface Calling {
  /** Resolves when everything that was sent has been answered. */
  readonly over: Promise<CallReport>;
  /** Sends nothing more. */
  stop(): Promise<CallReport>;
}

/** The process. */
export interface Caller {
  call(plan: CallPlan): Calling;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL('./caller-process.ts', import.meta.url));

/** Starts it. */
export const startCaller = (): Caller => {
  const child = fork(entry, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const waiting = new Map<number, PromiseWithResolvers<CallReport>>();
  let lastId = 0;
  const tell = (job: CallerJob): void => void child.send(job);
  child.on('message', ({ id, report }: CallerAnswer) => waiting.get(id)?.resolve(report));
  void exit.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the caller has gone'));
  });
  return {
    call: (plan) => {
      lastId += 1;
      const id = lastId;
      const over = Promise.withResolvers<CallReport>();
      // Whoever asks for it is told; where nobody does, the test has ended before.
      over.promise.catch(() => undefined);
      waiting.set(id, over);
      tell({ kind: 'call', id, plan });
      return {
        over: over.promise,
        stop: () => {
          tell({ kind: 'stop', id });
          return over.promise;
        },
      };
    },
    stop: async () => {
      child.kill('SIGKILL');
      await exit;
    },
  };
};
