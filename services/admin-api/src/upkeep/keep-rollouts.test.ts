import { setTimeout as delay } from 'node:timers/promises';
import { createConfirmations, openDatabase } from '@moorgate/db';
import { createRollout, getRollout } from '@moorgate/delivery';
import { createLogger, systemClock } from '@moorgate/observability';
import { keepRollouts } from './keep-rollouts.ts';
import { startTestApp, type TestApp, testFactory } from '../test-support/test-app.ts';
import { insertUpdate } from '../test-support/update-examples.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const services = () => ({ ...app.operator, sealingKeys: app.sealingKeys });

test('commits what an instance left that ended after its answer, without being woken, and shares it with others', async () => {
  const workers = [1, 2, 3].map(() => keepRollouts(services(), 10));
  const names = [];
  for (let count = 0; count < 5; count += 1) {
    const { tag, update } = await insertUpdate(app);
    const name = { tag: tag!, update: update!, rollout: 'left' };
    await createRollout(
      app.operator,
      { factory: testFactory },
      { ...name, uuids: [], groups: ['g'] },
    );
    names.push(name);
  }
  for (const name of names) {
    const read = () => getRollout(app.operator, { factory: testFactory }, name);
    while ((await read()).state === 'pending') await delay(5);
  }
  await Promise.all(workers.map((worker) => worker.close()));
  const committed = app.db.selectFrom('audit_records').select('id');
  const records = await committed.where('action', '=', 'rollout.committed').execute();
  expect(records).toHaveLength(names.length);
});

test('says once that it does not advance, and goes on trying', async () => {
  const lines: string[] = [];
  const log = createLogger({ service: 'test', stream: { write: (line) => void lines.push(line) } });
  const db = openDatabase({ url: 'postgres://127.0.0.1:1/nothing', applicationName: 'test' });
  let attempts = 0;
  const failing = {
    get db() {
      attempts += 1;
      return db;
    },
    confirmations: createConfirmations(db),
    clock: systemClock,
    log,
    sealingKeys: app.sealingKeys,
  };
  const worker = keepRollouts(failing, 1);
  while (attempts < 5) await delay(1);
  await worker.close();
  await db.destroy();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain('rollouts do not advance');
});
