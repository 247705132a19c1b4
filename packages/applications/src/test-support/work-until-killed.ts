/** Works on the operations of a store until it is killed; says when it is ready, and when it has nothing left that it began. */
import { setTimeout as delay } from 'node:timers/promises';
import { loadSealingKeys } from '@moorgate/auth';
import { openOperationRunner } from '../drive/operation-runner.ts';
import { openOperationServices } from './operation-services.ts';

const [databaseUrl, keysFolder] = process.argv.slice(2) as [string, string];
const { services } = openOperationServices({
  databaseUrl,
  sealingKeys: await loadSealingKeys(keysFolder),
  times: { leaseSeconds: 2, renewMs: 500, idleTimeoutMs: 60_000, retrySecondsMax: 1 },
});
const runner = openOperationRunner(services);
process.stdout.write('ready\n');
let isWorking = false;
for (;;) {
  await runner.takeUp();
  if (isWorking && runner.count() === 0) process.stdout.write('done\n');
  isWorking = runner.count() > 0;
  await delay(20);
}
