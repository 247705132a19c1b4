/** A worker as the supervisor sees it: a process with a channel to it. */
import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import type { RefusalCounts, RefusalLine } from '../refusal-log.ts';
import type { GatewayStatus } from '../start-gateway.ts';
import type { Order, Report, ServingAddress } from './messages.ts';

/** Why a worker ended. */
export interface WorkerEnd {
  readonly reason: string;
  /** The code of the fault that kept it from starting, such as EADDRINUSE. */
  readonly code: string | null;
}

/** A process that was forked; it may have ended since. */
export interface WorkerProcess {
  readonly followerId: string;
  readonly pid: number | null;
  /** Resolves when it serves; never, if it ends before. */
  readonly serving: Promise<ServingAddress>;
  /** Settles when the process has ended. */
  readonly ended: Promise<WorkerEnd>;
  /** How it was at its last sign of life; null until it serves, and when it has ended. */
  status(): GatewayStatus | null;
  /** Sends an order; false when the process cannot take it any more. */
  order(order: Order): boolean;
  kill(): void;
}

/** What a new worker is told, and who listens to it. */
export interface WorkerOrders {
  /** The environment beside that of the supervisor. */
  readonly environment: Readonly<Record<string, string>>;
  /** Common to all workers, in base64. */
  readonly secret: string;
  /** The follower whose place it takes. */
  readonly replaces: string | null;
  /** Called at each sign of life. */
  onAlive(worker: WorkerProcess): void;
  onAnswer(id: number, answer: unknown): void;
  onRefused(line: RefusalLine): void;
  onRefusalsCounted(counts: RefusalCounts): void;
  /** Called after everything that it said. */
  onEnd(worker: WorkerProcess): void;
}

const endOf = (worker: Worker, failure: () => WorkerEnd | null): Promise<WorkerEnd> =>
  new Promise((resolve) => {
    worker.on('exit', (code: number | null, signal: string | null) => {
      const reason = signal === null || signal === '' ? `exit code ${code}` : `signal ${signal}`;
      const settle = (): void => resolve(failure() ?? { reason, code: null });
      // What it said last may still be on its way.
      if (worker.isConnected()) worker.once('disconnect', settle);
      else settle();
    });
    // Of a process that exists it is about the channel, which does not outlive it.
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (worker.process.pid !== undefined) return;
      resolve({ reason: `it could not be forked: ${error.message}`, code: error.code ?? null });
    });
  });

/** Forks a worker and orders it to begin, under an id of its own. */
export const forkWorker = (orders: WorkerOrders): WorkerProcess => {
  const { secret, replaces } = orders;
  const worker = cluster.fork(orders.environment);
  const followerId = randomUUID();
  const serving = Promise.withResolvers<ServingAddress>();
  let failure: WorkerEnd | null = null;
  let status: GatewayStatus | null = null;

  const order = (one: Order): boolean => {
    if (!worker.isConnected()) return false;
    // With a callback a channel that breaks is told there, not by an event.
    worker.process.send(one, undefined, undefined, () => undefined);
    return true;
  };
  const self: WorkerProcess = {
    followerId,
    pid: worker.process.pid ?? null,
    serving: serving.promise,
    ended: endOf(worker, () => failure),
    status: () => status,
    order,
    kill: () => void worker.process.kill('SIGKILL'),
  };
  worker.on('message', (report: Report) => {
    switch (report.kind) {
      case 'alive':
        ({ status } = report);
        orders.onAlive(self);
        break;
      case 'serving':
        ({ status } = report);
        serving.resolve(report.at);
        break;
      case 'failed':
        failure = { reason: report.reason, code: report.code };
        break;
      case 'answer':
        orders.onAnswer(report.id, report.answer);
        break;
      case 'refused':
        orders.onRefused(report.line);
        break;
      case 'refusals_counted':
        orders.onRefusalsCounted(report.counts);
        break;
      case 'closed':
        // Its exit follows, and that is what counts.
        break;
    }
  });
  void self.ended.then(() => {
    status = null;
    orders.onEnd(self);
  });
  const follower = { id: followerId, ...(replaces === null ? {} : { replaces }) };
  // An order that comes before the worker listens is lost: it speaks first.
  worker.once('message', () => order({ kind: 'begin', follower, secret }));
  return self;
};
