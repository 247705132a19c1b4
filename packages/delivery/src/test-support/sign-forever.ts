/** Signs an update again and again, each time in a transaction of its own, until it is killed. */
import { loadSealingKeys } from '@moorgate/auth';
import { inTransaction, openDatabase } from '@moorgate/db';
import { signAgain } from '../tuf/sign-again.ts';

const [url, keysFolder, factory, updateId] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
];
const db = openDatabase({ url, applicationName: 'sign-forever' });
const services = {
  clock: { now: () => new Date() },
  sealingKeys: await loadSealingKeys(keysFolder),
};
process.stdout.write('ready\n');
for (;;) await inTransaction(db, (trx) => signAgain(trx, services, { updateId, factory }));
