/** Exchanges of the real client about builds and secrets, played against this server. */
import { readdirSync } from 'node:fs';
import {
  appendConsole,
  completeRun,
  createBuild,
  createTrigger,
  heartbeat,
  leaseRun,
  recordChange,
  storeRunArtifact,
} from '@moorgate/builds';
import { inTransaction } from '@moorgate/db';
import { addTestRunner } from '../../test-support/build-examples.ts';
import { compactJson, play, readExchange } from '../../test-support/replay-example.ts';
import { startTestApp, type TestApp, testFactory } from '../../test-support/test-app.ts';

let app: TestApp;
let values: Readonly<Record<string, string>>;
beforeAll(async () => {
  app = await startTestApp();
  values = await prepare();
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const definition = (name: string, hostTag: string) => ({
  timeout: 30,
  triggers: [{ name: 't', runs: [{ name, 'host-tag': hostTag }] }],
});

const leave = async (content: string, path: string): Promise<void> => {
  const { operator, builds } = app;
  const runner = await addTestRunner(app);
  await app.db.updateTable('runners').set({ name: 'mill' }).where('id', '=', runner.id).execute();
  const own = { id: runner.id, name: 'mill', factory: testFactory, hostTags: ['amd64'] };
  const vacancy = { isolation: 'container', engine: true, freeSlots: 1 } as const;
  const order = await leaseRun(operator, builds.services, { runner: own, vacancy });
  const lease = { runner: own, runId: order!.runId, leaseId: order!.leaseId };
  const piece = { offset: 0, content: Buffer.from('hello\n') };
  await appendConsole(operator, builds.services.limits, { lease, piece });
  const bytes = (async function* () {
    yield Buffer.from(content);
    await Promise.resolve();
  })();
  const upload = { path, content: bytes, announcedBytes: null };
  await storeRunArtifact(operator, builds.services, { lease, upload });
  for (let beat = 0; beat < 12; beat += 1) {
    app.clock.advance(45_000);
    await heartbeat(operator, lease);
  }
  await completeRun(operator, lease, { status: 'PASSED' });
};

/** The numbers of the examples begin at 42. */
const prepare = async (): Promise<Readonly<Record<string, string>>> => {
  const { operator, builds, db } = app;
  await db
    .insertInto('build_counters')
    .values({ factory: testFactory, last_build_id: 41 })
    .execute();
  app.clock.set('2026-03-01T08:50:00.000Z');
  const start = (name: string, hostTag: string) =>
    createBuild(operator, builds.services, {
      factory: testFactory,
      definition: definition(name, hostTag),
    });
  await start('build-amd64', 'amd64');
  await leave('{}', 'sbom/app.spdx.json');
  await start('UpdateTargets', 'internal');
  const change = { triggerName: 'UpdateTargets', reason: '', runName: 'UpdateTargets' };
  const console = '== retagging\n== done\n';
  await inTransaction(db, (trx) =>
    recordChange(trx, operator, { ...change, console, factory: testFactory }),
  );
  const secrets = ['githubtok', 'oldtok'].map((name) => ({ name, value: 'x' }));
  const trigger = { factory: testFactory, createdBy: 'u-100', secrets };
  const id = await createTrigger(operator, builds.services, trigger);
  return {
    token: await app.tokenWith(['ci:read', 'ci:read-update']),
    weak: await app.tokenWith(['ci:read']),
    origin: app.origin,
    trigger: String(id),
  };
};

const folder = new URL('examples/builds/', import.meta.url);

test.each(readdirSync(folder).sort())('%s', async (name) => {
  const exchange = readExchange(new URL(name, folder), values);
  const answer = await play(app.origin, exchange);
  expect(answer.status).toBe(exchange.answer.status);
  const status = answer.headers.get('x-run-status');
  expect(status).toBe(name.includes('waiting') ? 'QUEUED' : null);
  if (exchange.answer.body === '*') JSON.parse(answer.body);
  else expect(compactJson(answer.body)).toBe(compactJson(exchange.answer.body));
});
