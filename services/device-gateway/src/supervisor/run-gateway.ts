/** The device gateway as processes: this one supervises, and forks itself for each worker. */
import cluster from 'node:cluster';
import { createLogger, type Logger } from '@moorgate/observability';
import { type DeviceGatewayConfig, readDeviceGatewayConfig } from '../config.ts';
import { openPrivatePort, type PrivatePort } from '../private-port.ts';
import type { ServingAddress } from './messages.ts';
import { runWorker, type WorkerSurroundings } from './run-worker.ts';
import { closeDeadlineMs, startSupervisor, type Supervisor } from './start-supervisor.ts';
import { watchCertificateEnd } from './watch-certificate-end.ts';

/** What the process that started a supervisor hears from it when all workers serve. */
export interface ReadyReport extends ServingAddress {
  readonly event: 'ready';
  /** Where those who watch it ask; null where no such address is configured. */
  readonly metricsUrl: string | null;
  /** The processes of the workers, in their order. */
  readonly workers: readonly number[];
  /** How long an end in good order takes at most, from the signal on. */
  readonly stopsWithinMs: number;
}

/** Opens the private port over a supervisor, which is stopped when the address cannot be used. */
const openPort = async (
  supervisor: Supervisor,
  config: DeviceGatewayConfig,
  log: Logger,
): Promise<PrivatePort> => {
  try {
    return await openPrivatePort({ address: config.metricsAddress, log, supervisor });
  } catch (error) {
    await supervisor.stop(0);
    throw error;
  }
};

const runSupervisor = async (): Promise<void> => {
  const config = readDeviceGatewayConfig();
  const log = createLogger({ service: 'device-gateway', level: config.logLevel });
  const supervisor = await startSupervisor(config, log);
  const privatePort = await openPort(supervisor, config, log);
  watchCertificateEnd(log, config.tlsCertificateFile);
  let stopping: Promise<void> | undefined;
  const stop = (drainMs: number): void => {
    // The private port goes last: while the gateway drains, it says that it is not ready.
    stopping ??= supervisor
      .stop(drainMs)
      .then(privatePort.close)
      .finally(() => process.exit());
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.on(signal, () => stop(config.drainMs));
  process.on('SIGHUP', supervisor.reloadCertificates);
  // A parent that dies, in whatever way, closes the channel. Nobody waits for this gateway any more, and another may
  // be about to take its address.
  process.once('disconnect', () => stop(0));
  const report: ReadyReport = {
    event: 'ready',
    url: supervisor.url,
    proxyPort: supervisor.proxyPort,
    metricsUrl: privatePort.url,
    workers: supervisor.workers().map(({ pid }) => pid ?? 0),
    stopsWithinMs: config.drainMs + closeDeadlineMs,
  };
  process.send?.(report);
};

/**
 * Runs the gateway until it is told to stop: as the supervisor, or, in a process that the supervisor has forked, as one
 * of its workers. Rejects with one sentence for a person when it cannot start.
 */
export const runGateway = async (surroundings: WorkerSurroundings = {}): Promise<void> => {
  if (cluster.isPrimary) await runSupervisor();
  else runWorker(readDeviceGatewayConfig(), surroundings);
};
