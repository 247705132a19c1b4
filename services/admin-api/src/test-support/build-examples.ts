/** One request for every operation about builds and runners. */
import { randomUUID } from 'node:crypto';
import { createBuild, createRunner, leaseRun, type RunOrder } from '@moorgate/builds';
import type { OperationExample, Params } from './operation-example.ts';
import { type TestApp, testFactory } from './test-app.ts';

/** Starts a build of one run, `only`, and answers its number. */
export const startTestBuild = async (app: TestApp, fields: object = {}): Promise<number> => {
  const runs = [{ name: 'only', ...fields }];
  const definition = { timeout: 5, triggers: [{ name: 'test', runs }] };
  const request = { factory: testFactory, definition };
  return (await createBuild(app.operator, app.builds.services, request)).buildId;
};

let lastRunner = 0;

/** Registers a runner and answers it with its token. */
export const addTestRunner = (app: TestApp): ReturnType<typeof createRunner> => {
  lastRunner += 1;
  const request = { factory: testFactory, name: `runner${String(lastRunner)}`, hostTags: [] };
  return createRunner(app.operator, app.builds.services, request);
};

/** Has a new runner take the run that comes first. */
export const leaseTestRun = async (
  app: TestApp,
): Promise<{ readonly order: RunOrder; readonly token: string }> => {
  const { id, name, token } = await addTestRunner(app);
  const runner = { id, name, factory: testFactory, hostTags: [] };
  const vacancy = { isolation: 'container', engine: true, freeSlots: 1 } as const;
  const order = await leaseRun(app.operator, app.builds.services, { runner, vacancy });
  if (order === null) throw new Error('there is no run');
  return { order, token };
};

const build = async (app: TestApp): Promise<Params> => ({
  build: String(await startTestBuild(app)),
  run: 'only',
});

/** A build that a runner had, and that has failed since. */
const failedBuild = async (app: TestApp): Promise<Params> => {
  const params = await build(app);
  const waiting = app.db.updateTable('build_runs').set({ status: 'FAILED', attempts: 1 });
  await waiting.where('build_id', '=', Number(params['build'])).execute();
  return params;
};

const runner = async (app: TestApp): Promise<Params> => ({ id: (await addTestRunner(app)).id });
const missing = { build: '2000000000', run: 'only' };

export const buildExamples: Readonly<Record<string, OperationExample>> = {
  listBuilds: { status: 200 },
  getBuild: { status: 200, object: build, missing },
  getBuildConsole: { status: 200, object: build, missing },
  cancelBuild: { status: 202, object: build, missing, body: {} },
  rerunBuild: { status: 202, object: failedBuild, missing, body: {} },
  listRunners: { status: 200 },
  createRunner: { status: 201, body: { name: `runner-${randomUUID().slice(0, 8)}` } },
  deleteRunner: { status: 204, object: runner, missing: { id: randomUUID() } },
};
