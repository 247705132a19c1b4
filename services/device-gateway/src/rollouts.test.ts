import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { drawSealingKeys } from '@moorgate/auth';
import { inTransaction } from '@moorgate/db';
import {
  advanceRollouts,
  createRollout,
  ensureTufKeys,
  signUpdate,
  unassignRollout,
} from '@moorgate/delivery';
import { type Answer, callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
const factory = 'acme';
const sealingKeys = drawSealingKeys();
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
beforeAll(async () => {
  running = await startTestGateway();
  await ensureTufKeys(running.ctx, { factory, sealingKeys });
});
afterAll(async () => {
  agent.destroy();
  await running.close();
});

test('a device on an open connection is offered an update from its report of the tag on, and no more once it is taken away', async () => {
  const { ctx, clock, db, pki } = running;
  const updateId = randomUUID();
  const name = { tag: 'main', name: 'one' };
  const row = { id: updateId, factory, ...name, uploaded_at: clock.now(), uploaded_by: 'x' };
  await db.insertInto('updates').values(row).execute();
  const target = { name: 'lmp', version: 1, hardwareIds: ['intel'], ostreeHash: null, apps: {} };
  const update = { updateId, factory, tag: 'main', appsHost: 'localhost:8443', ...target };
  await inTransaction(db, (trx) => signUpdate(trx, { clock, sealingKeys }, update));

  const leaf = pki.issueDevice();
  const get = (): Promise<Answer> =>
    callGateway(running, {
      leaf,
      agent,
      path: '/repo/timestamp.json',
      headers: { 'x-ats-tags': 'main' },
    });
  expect((await get()).status).toBe(404);
  const rollout = { tag: 'main', update: 'one', rollout: 'first' };
  await createRollout(ctx, { factory }, { ...rollout, uuids: [leaf.uuid], groups: [] });
  await until(async () => {
    await advanceRollouts({ ...ctx, sealingKeys });
    return (await get()).status === 200 ? true : null;
  });
  await unassignRollout(ctx, { factory }, rollout);
  expect((await get()).status).toBe(404);
});
