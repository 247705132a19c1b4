/** The first start of all workers, on one socket. */
import { type DeviceGatewayConfig, deviceGatewayConfigDefinition } from '../config.ts';
import { drawPort, leavesPortOpen } from './draw-port.ts';
import { untilServing, WorkerStartError, type WorkerTerms } from './keep-worker.ts';
import { forkWorker, type WorkerProcess } from './worker-process.ts';

/** Workers that serve, and the environment that one of them has to be started with again. */
export interface StartedWorkers {
  readonly workers: readonly WorkerProcess[];
  readonly environment: WorkerTerms['environment'];
  readonly url: string;
}

/** Another process may take a port between its drawing and its use; hardly ever, and hardly twice. */
const drawsMax = 5;

const forkAll = async (
  terms: WorkerTerms,
  count: number,
): Promise<Omit<StartedWorkers, 'environment'>> => {
  const workers = Array.from({ length: count }, () => forkWorker({ ...terms, replaces: null }));
  try {
    const [url] = await Promise.all(workers.map(untilServing));
    return { workers, url: url ?? '' };
  } catch (error) {
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map(({ ended }) => ended));
    throw error;
  }
};

/**
 * Forks as many workers and waits until each serves, all at the address of the configuration; a port that it leaves to the
 * system is drawn once for all. Throws `WorkerStartError`, with no worker left, when one of them cannot start.
 */
export const startWorkers = async (
  config: DeviceGatewayConfig,
  terms: Omit<WorkerTerms, 'environment'>,
  count: number,
): Promise<StartedWorkers> => {
  for (let draws = 1; ; draws++) {
    const { variable } = deviceGatewayConfigDefinition.address;
    const environment = { [variable]: await drawPort(config.address) };
    try {
      return { environment, ...(await forkAll({ ...terms, environment }, count)) };
    } catch (error) {
      const isTaken = error instanceof WorkerStartError && error.code === 'EADDRINUSE';
      if (!isTaken || !leavesPortOpen(config.address) || draws === drawsMax) throw error;
    }
  }
};
