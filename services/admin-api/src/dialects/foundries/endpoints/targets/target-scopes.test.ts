/** Which single scope opens which operation about targets, over the wire. */
import { allScopes, type Scope, scopeSet } from '@moorgate/auth';
import type { AnyEndpoint } from '@moorgate/http';
import supertest from 'supertest';
import { insertDevice } from '../../../../test-support/insert-device.ts';
import { reportTest } from '../../../../test-support/report-test.ts';
import { reachBuild, wireTarget } from '../../../../test-support/target-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';
import { metadataEndpoints } from '../metadata/index.ts';
import { missingEndpoints } from '../not-offered/index.ts';
import { sbomEndpoints } from '../sboms/index.ts';
import { testingEndpoints } from '../testing/index.ts';
import { targetEndpoints } from './index.ts';

/** What each operation needs, as it was published where it was. */
const needed: Readonly<Record<string, Scope>> = {
  listFactoryTargets: 'targets:read',
  getFactoryTarget: 'targets:read',
  addFactoryTargets: 'targets:read-update',
  editFactoryTargets: 'targets:read-update',
  tagFactoryTargets: 'targets:read-update',
  pruneFactoryTargets: 'targets:read-update',
  getFactoryTargetApp: 'targets:read',
  listTestedVersions: 'targets:read',
  listTargetTests: 'targets:read',
  getTargetTest: 'targets:read',
  getTargetTestArtifact: 'targets:read',
  listTargetSboms: 'targets:read',
  getTargetSbom: 'targets:read',
  getUserRepositoryFile: 'targets:read',
  getTargetsKey: 'targets:read',
  findProductionTargets: 'targets:read',
  findWaveTargets: 'targets:read',
  assembleSystemImage: 'targets:read-update',
  createStaticDeltas: 'targets:read-update',
  createOfflineMetadata: 'targets:read-update',
  listWaves: 'targets:read',
  createWave: 'targets:read-update',
  getWave: 'targets:read',
  signWave: 'targets:read-update',
  rollOutWave: 'targets:read-update',
  cancelWave: 'targets:read-update',
  completeWave: 'targets:read-update',
  getWaveStatus: 'targets:read',
  getFirstRootKey: 'targets:read',
  getKeyTransaction: 'targets:read',
  beginKeyTransaction: 'targets:read-update',
  changeKeyTransaction: 'targets:read-update',
  applyKeyTransaction: 'targets:read-update',
  cancelKeyTransaction: 'targets:read-update',
  drawOnlineKeys: 'targets:read-update',
  requestFactoryCertificates: 'devices:read-update',
  changeFactoryCertificates: 'devices:read-update',
  listEventQueues: 'devices:read',
  createEventQueue: 'devices:read-update',
  deleteEventQueue: 'devices:read-update',
};

const endpoints = [
  ...targetEndpoints,
  ...testingEndpoints,
  ...sbomEndpoints,
  ...metadataEndpoints,
  ...missingEndpoints,
];

const test1 = 'smoke_0123456789abcdef';

let app: TestApp;
let next = 10;
const tokens = new Map<Scope, string>();
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
  for (const scope of allScopes) tokens.set(scope, await app.tokenWith([scope]));
  await reachBuild(app, 1_000);
  const uuid = await insertDevice(app.db);
  const artifacts = { log: Buffer.from('x') };
  await reportTest(app, uuid, { id: test1, artifacts, targetName: 'lmp-42' });
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const ask = (
  { method, path }: AnyEndpoint,
  names: Readonly<Record<string, string>>,
  { token, body }: { readonly token: string | undefined; readonly body: object },
): supertest.Test => {
  const to = path.replaceAll(/\{\+?(\w+)\}/g, (_all, name: string) => names[name]!);
  const request = supertest(app.server)[method.toLowerCase() as 'get'](`/ota${to}`);
  if (token !== undefined) request.set('OSF-TOKEN', token);
  return method === 'GET' ? request : request.send(body);
};

/** A target that is there, the names that lead to it, and a body for each operation. */
const prepare = async (): Promise<Readonly<Record<string, string>>> => {
  next += 1;
  const target = `intel-lmp-${String(next)}`;
  const apps = { web: { uri: `hub.test/${testFactory}/web@sha256:${'a'.repeat(64)}` } };
  const targets = { [target]: wireTarget(next, { docker_compose_apps: apps }) };
  const path = `/ota/factories/${testFactory}/targets/`;
  const token = tokens.get('targets:read-update')!;
  await supertest(app.server).post(path).set('OSF-TOKEN', token).send({ targets });
  return {
    ...{ factory: testFactory, target, app: 'web', version: '42', test: test1, artifact: 'log' },
    ...{ file: 'targets.json', wave: 'w', label: 'q', build: '1', run: 'r', path: 'x' },
  };
};

const bodyOf = (operationId: string, target: string): object => {
  next += 1;
  const bodies: Readonly<Record<string, object>> = {
    addFactoryTargets: { targets: { [`intel-lmp-${String(next)}`]: wireTarget(next) } },
    editFactoryTargets: { targets: { [`intel-lmp-${String(next)}`]: wireTarget(next) } },
    tagFactoryTargets: { targets: { [target]: { custom: { tags: ['devel'] } } } },
    pruneFactoryTargets: { targets: [target] },
  };
  return bodies[operationId] ?? { anything: 1 };
};

test('every operation says which scope it needs', () => {
  const stated = endpoints.flatMap(({ operationId, access }) =>
    'scopes' in access ? [[operationId, access.scopes]] : [],
  );
  expect(Object.fromEntries(stated)).toEqual(
    Object.fromEntries(Object.entries(needed).map(([id, scope]) => [id, [scope]])),
  );
});

const expected = (endpoint: AnyEndpoint): number => {
  if (missingEndpoints.includes(endpoint)) return 501;
  if (endpoint.operationId === 'getTargetSbom') return 404;
  if (/^find(?:Production|Wave)Targets$/.test(endpoint.operationId)) return 404;
  if (endpoint.operationId === 'addFactoryTargets') return 201;
  return endpoint.method === 'GET' ? 200 : 202;
};

test.each(endpoints.map((endpoint) => [endpoint.operationId, endpoint] as const))(
  '%s: the one scope is enough, every other one is refused by the name of the one',
  async (operationId, endpoint) => {
    const scope = needed[operationId]!;
    const names = await prepare();
    const body = bodyOf(operationId, names['target']!);
    expect((await ask(endpoint, names, { token: undefined, body })).status).toBe(401);
    for (const held of allScopes.filter((one) => !scopeSet([one]).has(scope))) {
      const answer = await ask(endpoint, names, { token: tokens.get(held), body });
      expect([held, answer.status, answer.body.errors]).toEqual([held, 403, { scope }]);
    }
    const answer = await ask(endpoint, names, { token: tokens.get(scope), body });
    expect([operationId, answer.status, answer.body.message]).toEqual([
      operationId,
      expected(endpoint),
      answer.status < 300
        ? undefined
        : expect.stringMatching(/not offered here|no targets|no such build/i),
    ]);
  },
);
