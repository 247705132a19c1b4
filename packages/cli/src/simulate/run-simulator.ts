/** The simulator as a process of its own: what has to be installed for a fleet to be seen need not be for a fleet to run. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { extname, join } from 'node:path';

/** What the simulator is told. */
export interface SimulationSettings {
  /** Where the device CA is that issues the certificates, with its key. */
  readonly certsDirectory: string;
  /** Where the certificates and keys of the simulated devices are kept. */
  readonly credentialsFile: string;
  /** Devices take them in turn. */
  readonly gatewayUrls: readonly string[];
  readonly devices: number;
  readonly pollSeconds: number;
  readonly keepAlive: boolean;
  /** Each a kind and a share of the devices, as in `half-open=10%`. */
  readonly misbehave: readonly string[];
  /** Null to go on until it is interrupted. */
  readonly durationSeconds: number | null;
  readonly json: boolean;
}

/** What it answers instead of starting. */
interface Refusal {
  readonly refused: string;
}

/**
 * A program beside this one, and no dependency: it needs this package itself, as everything does that looks at an
 * installation. As this file it runs compiled or from the source.
 */
const entry = (): string => {
  const extension = extname(import.meta.filename);
  const folder = extension === '.ts' ? 'src' : 'dist';
  return join(import.meta.dirname, '../../../simulator', folder, `simulate${extension}`);
};

/**
 * Runs the simulator, which writes to standard output, until it ends. An interrupt from the terminal reaches it too, and
 * it decides when it has stopped; when this process ends in another way, it ends with it. Throws its reason when it
 * cannot do what it was told.
 */
export const runSimulator = async (settings: SimulationSettings): Promise<void> => {
  const child = fork(entry(), [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let refusal: string | null = null;
  child.on('message', (message) => (refusal = (message as Refusal).refused));
  const waitForEnd = (): void => undefined;
  const passOn = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', waitForEnd);
  process.on('SIGTERM', passOn);
  child.send(settings);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGINT', waitForEnd);
  process.off('SIGTERM', passOn);
  if (refusal !== null) throw new Error(refusal);
  if (code !== 0) throw new Error('the simulator ended unexpectedly');
};
