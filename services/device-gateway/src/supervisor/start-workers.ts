/** The first start of all workers, on one socket. */
import { type DeviceGatewayConfig, deviceGatewayConfigDefinition } from '../config.ts';
import { drawPort, leavesPortOpen } from './draw-port.ts';
import type { ServingAddress } from './messages.ts';
import { untilServing, WorkerStartError, type WorkerTerms } from './keep-worker.ts';
import { forkWorker, type WorkerProcess } from './worker-process.ts';

/** Workers that serve, and the environment that one of them has to be started with again. */
export interface StartedWorkers {
  readonly workers: readonly WorkerProcess[];
  readonly environment: WorkerTerms['environment'];
  readonly at: ServingAddress;
}

/** Another process may take a port between its drawing and its use; hardly ever, and hardly twice. */
const drawsMax = 5;

const sharedAddresses = ({ address, proxyAddress }: DeviceGatewayConfig): readonly string[] =>
  proxyAddress === undefined ? [address] : [address, proxyAddress];

/** What makes every worker listen at the same addresses. */
const drawAddresses = async ({
  address,
  proxyAddress,
}: DeviceGatewayConfig): Promise<Record<string, string>> => {
  const definition = deviceGatewayConfigDefinition;
  const drawn = { [definition.address.variable]: await drawPort(address) };
  if (proxyAddress !== undefined)
    drawn[definition.proxyAddress.variable] = await drawPort(proxyAddress);
  return drawn;
};

const forkAll = async (
  terms: WorkerTerms,
  count: number,
): Promise<Omit<StartedWorkers, 'environment'>> => {
  const workers = Array.from({ length: count }, () => forkWorker({ ...terms, replaces: null }));
  try {
    const [at] = await Promise.all(workers.map(untilServing));
    return { workers, at: at! };
  } catch (error) {
    for (const worker of workers) worker.kill();
    await Promise.all(workers.map(({ ended }) => ended));
    throw error;
  }
};

/**
 * Forks as many workers and waits until each serves, all at the addresses of the configuration; a port that it leaves to
 * the system is drawn once for all. Throws `WorkerStartError`, with no worker left, when one of them cannot start.
 */
export const startWorkers = async (
  config: DeviceGatewayConfig,
  terms: Omit<WorkerTerms, 'environment'>,
  count: number,
): Promise<StartedWorkers> => {
  const isAnyDrawn = sharedAddresses(config).some(leavesPortOpen);
  for (let draws = 1; ; draws++) {
    const environment = await drawAddresses(config);
    try {
      return { environment, ...(await forkAll({ ...terms, environment }, count)) };
    } catch (error) {
      const isTaken = error instanceof WorkerStartError && error.code === 'EADDRINUSE';
      if (!isTaken || !isAnyDrawn || draws === drawsMax) throw error;
    }
  }
};
