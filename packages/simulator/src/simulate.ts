/** The process behind `moorgate simulate`: gets its settings from its parent, and ends with it. */
import { once } from 'node:events';
import type { SimulationSettings } from '@moorgate/cli';
import { runSimulation } from './simulate/run-simulation.ts';

const interrupting = new AbortController();
const interrupt = (): void => interrupting.abort();

const main = async (): Promise<void> => {
  if (process.send === undefined) throw new Error('this is started by `moorgate simulate`');
  process.once('disconnect', () => process.exit());
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupt);
  // Whoever read this has seen enough.
  process.stdout.on('error', () => process.exit());
  const [settings] = (await once(process, 'message')) as [SimulationSettings];
  await runSimulation(settings, {
    output: process.stdout,
    say: (line) => void process.stderr.write(`simulate: ${line}\n`),
    interrupted: interrupting.signal,
  });
};

try {
  await main();
} catch (error) {
  const refused = error instanceof Error ? error.message : String(error);
  await new Promise((told) => process.send?.({ refused }, told));
}
process.exit();
