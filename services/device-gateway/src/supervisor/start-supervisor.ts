/** The supervisor: as many workers as configured on one listening socket, fenced when they fall silent. */
import cluster from 'node:cluster';
import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { setTimeout as after } from 'node:timers/promises';
import { leaseMs } from '@moorgate/db';
import type { Logger } from '@moorgate/observability';
import type { DeviceGatewayConfig } from '../config.ts';
import { writeRefusals } from '../refusal-log.ts';
import { gatherRefusals } from './gather-refusals.ts';
import { type KeptWorker, keepWorker } from './keep-worker.ts';
import type { GatewayStatus } from '../start-gateway.ts';
import type { Order, ServingAddress, WorkerQuestion } from './messages.ts';
import { createQuestions } from './questions.ts';
import { createSilenceWatch, type SilenceWatch } from './silence-watch.ts';
import { startWorkers } from './start-workers.ts';
import type { WorkerProcess } from './worker-process.ts';

/** One of the workers at this moment. */
export interface WorkerView {
  /** From 1; a worker that takes the place of another has its number. */
  readonly number: number;
  /** The process that runs, or ran last. */
  readonly pid: number | null;
  /** How it was at its last sign of life; null while it does not serve. */
  readonly status: GatewayStatus | null;
}

/** What a worker said; null when it was silent. */
export interface WorkerAnswer {
  readonly number: number;
  /** The process that was asked. */
  readonly pid: number | null;
  readonly answer: unknown;
}

/** What happened so far. */
export interface SupervisorCounts {
  /** Workers that have ended. */
  readonly ended: number;
  /** Those of them that were killed because they fell silent. */
  readonly fenced: number;
  /** Refusals without a line of their own, beside those that a worker counts as such. */
  readonly suppressedLines: number;
}

/** A gateway of several processes. */
export interface Supervisor extends ServingAddress {
  workers(): readonly WorkerView[];
  /** True while at least one worker serves and holds a lease, until the end begins. */
  isReady(): boolean;
  /** Asks every worker at once; answers when all have, or after the time with what came by then. Never rejects. */
  askWorkers(question: WorkerQuestion, timeoutMs: number): Promise<readonly WorkerAnswer[]>;
  counts(): SupervisorCounts;
  /** Makes every worker read its key and its certificate again. */
  reloadCertificates(): void;
  /**
   * Is no longer ready, serves on for `drainMs` with each answer the last of its connection, then lets every worker close
   * in good order, kills those that do not within eight seconds, and resolves when none is left.
   */
  stop(drainMs: number): Promise<void>;
}

/** How long an end in good order takes at most, after the drain. */
export const closeDeadlineMs = 8_000;

const workersMaxByDefault = 4;
/** A worker that could not have confirmed a lease for a second is taken for one that does not run. */
const silenceMaxMs = leaseMs + 1_000;
const lookEveryMs = 100;
const lateMs = 500;

/** Kills the silent. Those that have not begun to speak have a deadline for their start instead. */
const fence = (
  watch: SilenceWatch<WorkerProcess>,
  log: Logger,
  onFenced: () => void,
): (() => void) => {
  const look = (): void => {
    for (const worker of watch.look()) {
      watch.forget(worker);
      onFenced();
      log.error({ pid: worker.pid, silentMs: silenceMaxMs }, 'a worker fell silent and is killed');
      worker.kill();
    }
  };
  // What has arrived by then is read before anybody is judged.
  const timer = setInterval(() => setImmediate(look), lookEveryMs);
  return () => clearInterval(timer);
};

const stopWorkers = async (kept: readonly KeptWorker[], drainMs: number): Promise<void> => {
  const order = (one: Order): void => {
    for (const { current } of kept) current().order(one);
  };
  const gone = Promise.all(kept.map(({ leave }) => leave()));
  order({ kind: 'drain' });
  await Promise.race([after(drainMs), gone]);
  order({ kind: 'close' });
  const deadline = setTimeout(() => {
    for (const { current } of kept) current().kill();
  }, closeDeadlineMs);
  await gone;
  clearTimeout(deadline);
};

/**
 * Starts the workers, as many as configured or one for each CPU, four at most; resolves when all serve. Throws
 * `WorkerStartError`, with no process left, when one of them cannot start. From then on each that ends, or is killed because
 * it fell silent, is replaced by another. To be called once in a process, which must be the primary of a cluster.
 */
export const startSupervisor = async (
  config: DeviceGatewayConfig,
  log: Logger,
): Promise<Supervisor> => {
  // Workers accept by themselves, each as fast as it can, and one that is stopped keeps no connection from the others.
  cluster.schedulingPolicy = cluster.SCHED_NONE;
  const watch = createSilenceWatch<WorkerProcess>({
    limitMs: silenceMaxMs,
    lateMs,
    nowMs: () => performance.now(),
  });
  const questions = createQuestions();
  const refusals = gatherRefusals(writeRefusals(log), Date.now);
  const counts = { ended: 0, fenced: 0 };
  const common = {
    log,
    secret: randomBytes(32).toString('base64'),
    onAlive: watch.heard,
    onAnswer: questions.take,
    onRefused: refusals.onRefused,
    onRefusalsCounted: refusals.onRefusalsCounted,
    onEnd: (worker: WorkerProcess) => {
      watch.forget(worker);
      questions.forget(worker);
      counts.ended += 1;
    },
  };
  const count = config.workers ?? Math.min(availableParallelism(), workersMaxByDefault);
  const { workers, environment, at } = await startWorkers(config, common, count);
  const terms = { ...common, environment };
  const kept = workers.map((worker, index) => keepWorker(terms, index + 1, worker));
  const stopFencing = fence(watch, log, () => (counts.fenced += 1));
  let isStopping = false;
  log.info({ ...at, workers: count }, 'device gateway serves');

  return {
    ...at,
    workers: () =>
      kept.map(({ number, current }) => ({
        number,
        pid: current().pid,
        status: current().status(),
      })),
    isReady: () =>
      !isStopping && kept.some(({ current }) => current().status()?.isLeaseHeld === true),
    askWorkers: (question, timeoutMs) =>
      Promise.all(
        kept.map(async ({ number, current }) => {
          const worker = current();
          const answer = await questions.ask(worker, question, timeoutMs);
          return { number, pid: worker.pid, answer };
        }),
      ),
    counts: () => ({ ...counts, suppressedLines: refusals.suppressed() }),
    reloadCertificates: () => {
      for (const { current } of kept) current().order({ kind: 'reload' });
    },
    stop: async (drainMs) => {
      isStopping = true;
      await stopWorkers(kept, drainMs);
      stopFencing();
      refusals.close();
    },
  };
};
