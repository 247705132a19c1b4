/** Works on the operations of a store until it is killed: says when it is ready, and, whenever it was woken, when nothing is left to do. */
import { createInterface } from 'node:readline';
import { loadSealingKeys } from '@moorgate/auth';
import { openOperationRunner } from '../drive/operation-runner.ts';
import { usualTimes } from '../drive/services.ts';
import { openOperationServices } from './operation-services.ts';

const [databaseUrl, keysFolder] = process.argv.slice(2) as [string, string];
const { services } = openOperationServices({
  databaseUrl,
  sealingKeys: await loadSealingKeys(keysFolder),
  times: { ...usualTimes, leaseSeconds: 1, renewMs: 250, idleTimeoutMs: 60_000 },
});
const runner = openOperationRunner(services);
const work = async (): Promise<void> => {
  // What it lost in the meantime it may get again.
  while ((await runner.takeUp()) > 0) await runner.untilIdle();
  process.stdout.write('done\n');
};
createInterface({ input: process.stdin }).on('line', () => void work());
process.stdout.write('ready\n');
