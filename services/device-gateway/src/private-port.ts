/** The private port of a gateway, for those who watch it: its workers as one. */
import { parseListenAddress } from '@moorgate/config';
import { openPrivateListener } from '@moorgate/http';
import {
  createMetrics,
  createMetricsCollection,
  type Logger,
  type Metrics,
  type MetricsSnapshot,
  oneReading,
  type ProcessMetrics,
  watchProcess,
} from '@moorgate/observability';
import type { Supervisor, WorkerAnswer } from './supervisor/start-supervisor.ts';

/** What the port tells of. */
export interface PrivatePortOptions {
  /** Where it listens; `undefined` for nowhere. */
  readonly address: string | undefined;
  readonly log: Logger;
  readonly supervisor: Pick<Supervisor, 'workers' | 'isReady' | 'askWorkers' | 'counts'>;
}

/** A port that answers, or none. */
export interface PrivatePort {
  /** Null where none is configured. */
  readonly url: string | null;
  close(): Promise<void>;
}

/** A worker that is busy, or stopped, does not keep the metrics of the others from whoever asks. */
const workerAnswerMs = 2_000;

const noPort: PrivatePort = { url: null, close: () => Promise.resolve() };

type WorkerState = 'leased' | 'unleased' | 'absent';

const workerStates: readonly WorkerState[] = ['leased', 'unleased', 'absent'];

const stateOf = ({ status }: ReturnType<Supervisor['workers']>[number]): WorkerState => {
  if (status === null) return 'absent';
  return status.isLeaseHeld ? 'leased' : 'unleased';
};

const addSupervisorMetrics = (
  metrics: Metrics,
  { supervisor }: Pick<PrivatePortOptions, 'supervisor'>,
): void => {
  metrics.gauge(
    {
      name: 'moorgate_gateway_workers',
      help: 'Workers that serve with a lease, that serve without one, and that are being started again.',
      labelNames: ['state'],
    },
    () => {
      const present = supervisor.workers().map(stateOf);
      return workerStates.map((state) => ({
        labels: { state },
        value: present.filter((one) => one === state).length,
      }));
    },
  );
  metrics.gauge(
    {
      name: 'moorgate_gateway_ready',
      help: '1 while a worker holds a lease and the gateway is not being stopped, else 0.',
      labelNames: [],
    },
    () => oneReading(supervisor.isReady() ? 1 : 0),
  );
  metrics.total(
    {
      name: 'moorgate_gateway_worker_ends_total',
      help: 'Workers that ended, for whatever reason.',
      labelNames: [],
    },
    () => supervisor.counts().ended,
  );
  metrics.total(
    {
      name: 'moorgate_gateway_workers_fenced_total',
      help: 'Workers that were killed because they fell silent.',
      labelNames: [],
    },
    () => supervisor.counts().fenced,
  );
  // Of the same name as that of the workers, so that what is shown is the sum.
  metrics.total(
    {
      name: 'moorgate_gateway_suppressed_log_lines_total',
      help: 'Refusals that were counted and not logged.',
      labelNames: [],
    },
    () => supervisor.counts().suppressedLines,
  );
};

const fromAnswer = ({ number, pid, answer }: WorkerAnswer): ProcessMetrics[] =>
  answer === null || pid === null
    ? []
    : [
        {
          id: `${number} ${pid}`,
          labels: { worker: String(number) },
          snapshot: answer as MetricsSnapshot,
        },
      ];

/**
 * Opens the port. `/metrics` shows the sums over the workers, and of what belongs to a process the figures of each under
 * its number, those of this process under `supervisor`. `/readyz` is 200 while a worker holds a lease on the feed of
 * changes and the gateway is not being stopped. Rejects when the address cannot be used.
 */
export const openPrivatePort = async (options: PrivatePortOptions): Promise<PrivatePort> => {
  const { address, log, supervisor } = options;
  if (address === undefined) return noPort;
  const own = createMetrics();
  addSupervisorMetrics(own, options);
  const collection = createMetricsCollection();

  const ask = async (): Promise<string> => {
    const answers = await supervisor.askWorkers('metrics', workerAnswerMs);
    const running = new Set(supervisor.workers().map(({ number, pid }) => `${number} ${pid}`));
    const supervising = {
      id: 'supervisor',
      labels: { worker: 'supervisor' },
      snapshot: await own.snapshot(),
    };
    return collection.combine([supervising, ...answers.flatMap(fromAnswer)], (id) =>
      running.has(id),
    );
  };
  const listener = await openPrivateListener({
    address: parseListenAddress(address),
    log,
    metrics: ask,
    unreadiness: () =>
      supervisor.isReady()
        ? null
        : 'No worker holds a lease on the feed of changes, or the gateway is being stopped.',
  });
  const stopWatching = watchProcess(own);
  return {
    url: listener.url,
    close: async () => {
      stopWatching();
      await listener.close();
    },
  };
};
