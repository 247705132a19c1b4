import { inTransaction, listAuditRecordsByTarget, openPool } from '@moorgate/db';
import { usePeople } from '../test-support/use-people.ts';
import { deactivateUser } from '../users/deactivate-user.ts';
import { startSession } from './start-session.ts';

const { db, url, operator, keys, makeUser, password } = usePeople();

/** Returns when a transaction of this database waits for another one. */
const untilBlocked = async (): Promise<void> => {
  const pool = openPool({ url: url(), applicationName: 'watch' });
  const ask = `select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await pool.query(ask)).rowCount === 0);
  await pool.end();
};

test('a login that a deactivation overtakes is refused and recorded, though the password was right', async () => {
  const { username, userId } = (await makeUser()).principal;
  const [late] = await inTransaction(db(), async (trx) => {
    await deactivateUser({ ...operator(), db: trx }, username);
    const login = startSession(operator(), keys, { username, password });
    const outcome = login.catch((error: unknown) => error);
    await untilBlocked();
    return [outcome];
  });
  expect(await late).toMatchObject({ code: 'login_failed' });
  const records = await listAuditRecordsByTarget(db(), { kind: 'user', id: userId });
  expect(records.filter(({ action }) => action === 'session.refused')).toHaveLength(1);
});
