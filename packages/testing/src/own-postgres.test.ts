import { type OwnPostgres, startOwnPostgres } from './own-postgres.ts';
import { runStatement } from './run-statement.ts';

let postgres: OwnPostgres;
beforeAll(async () => {
  postgres = await startOwnPostgres();
}, 60_000);
afterAll(() => postgres.close(), 60_000);

const answers = () => runStatement(postgres.url, 'select 1 as one');

test('a server that was suspended answers nobody until it is woken', async () => {
  await answers();
  await postgres.suspend();
  const answer = answers().then(() => performance.now());
  await new Promise((resolve) => setTimeout(resolve, 200));
  const wokenMs = performance.now();
  await postgres.wake();
  expect(await answer).toBeGreaterThan(wokenMs);
});

test('a server that was killed is back at the same address with what was committed', async () => {
  await runStatement(postgres.url, 'create table kept (n integer); insert into kept values (7)');
  await postgres.kill();
  await expect(answers()).rejects.toThrow();
  await postgres.start();
  expect(await runStatement(postgres.url, 'select n from kept')).toEqual([{ n: 7 }]);
}, 60_000);
