import { drawSealingKeys } from '@moorgate/auth';
import { createLogger } from '@moorgate/observability';
import { createBuild } from '../creation/create-build.ts';
import {
  type BuildGround,
  openBuildGround,
  testFactory,
  vacancy,
} from '../test-support/build-ground.ts';
import { changeTrigger, createTrigger } from '../triggers/trigger.ts';
import { leaseRun } from './lease-run.ts';
import { rerun } from './rerun.ts';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

const definition = { timeout: 5, triggers: [{ name: 't', runs: [{ name: 'a' }] }] };
const hush = 'hush-of-somebody';

/** Two builds: one with a secret, and behind it one without. */
const queueBoth = async (
  secrets: Record<string, string>,
  more: { readonly triggerType?: string } = {},
): Promise<void> => {
  await createBuild(ground.ctx, ground.services, {
    factory: testFactory,
    definition,
    secrets,
    ...more,
  });
  await createBuild(ground.ctx, ground.services, { factory: testFactory, definition });
};

test('a run whose sealing key is gone ends as failed and says which secret; the same poll gives the next', async () => {
  const secrets = [{ name: 'deploy-key', value: hush }];
  const trigger = { factory: testFactory, createdBy: 'ada', secrets };
  const id = await createTrigger(ground.ctx, ground.services, trigger);
  await queueBoth({ own: hush }, { triggerType: 'simple' });
  const told: string[] = [];
  const log = createLogger({ service: 'test', stream: { write: (line) => void told.push(line) } });
  const runner = await ground.addRunner();
  const services = { ...ground.services, sealingKeys: drawSealingKeys() };
  const order = await leaseRun({ ...ground.ctx, log }, services, { runner, vacancy });
  expect(order).toMatchObject({ buildId: 2, name: 'a' });

  const run = await ground.run(1, 'a');
  const line =
    'Secrets cannot be opened any more, since their key is gone or they were damaged; set again in the trigger: deploy-key; start another build with: own.';
  expect(run).toMatchObject({ status: 'FAILED', message: line });
  expect(await ground.consoleOf(run)).toBe(`== ${line}\n`);
  expect(await ground.statusOf(1)).toBe('FAILED');
  expect(told.join('')).toContain('deploy-key');
  expect(told.join('')).not.toContain(hush);

  // Set again, it runs with what opens now; the one that came with the build has gone for good.
  await changeTrigger(ground.ctx, services, { factory: testFactory, id, secrets });
  await ground.db.deleteFrom('build_secrets').execute();
  await rerun(ground.ctx, { factory: testFactory, buildId: 1 });
  const again = await leaseRun(ground.ctx, services, { runner, vacancy });
  expect(again).toMatchObject({ buildId: 1, secrets: { 'deploy-key': hush } });
});

test('so does one whose stored secret was damaged', async () => {
  await queueBoth({ own: hush });
  await ground.db
    .updateTable('build_secrets')
    .set({ sealed: Buffer.alloc(40) })
    .execute();
  expect((await ground.take(await ground.addRunner())).buildId).toBe(2);
  expect((await ground.run(1, 'a')).message).toContain('start another build with: own.');
});
