/** Which single scope opens which operation on builds. */
import { allScopes, type Scope, scopeSet } from '@moorgate/auth';
import { createTrigger, promoteBuild } from '@moorgate/builds';
import type { AnyEndpoint } from '@moorgate/http';
import supertest from 'supertest';
import { addTestRunner, leaseTestRun, startTestBuild } from '../../test-support/build-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../test-support/test-app.ts';
import { projectsFace } from './projects.ts';

/** What changes something, and triggers, whose list names secrets; everything else is read. */
const writing: ReadonlySet<string> = new Set([
  'createProjectBuild',
  'createExternalBuild',
  'changeProjectBuild',
  'cancelProjectBuild',
  'promoteProjectBuild',
  'rerunBuildRun',
  'cancelBuildRun',
  'listProjectTriggers',
  'createProjectTrigger',
  'changeProjectTrigger',
  'deleteProjectTrigger',
]);
const scopeOf = (operationId: string): Scope =>
  writing.has(operationId) ? 'ci:read-update' : 'ci:read';

const definition = { timeout: 5, triggers: [{ name: 't', runs: [{ name: 'a' }] }] };
const bodies: Readonly<Record<string, object>> = {
  createProjectBuild: { 'project-definition': definition },
  createExternalBuild: {},
  changeProjectBuild: { annotation: 'noted' },
  promoteProjectBuild: { name: 'made' },
  createProjectTrigger: {},
  changeProjectTrigger: {},
};

let app: TestApp;
const tokens = new Map<Scope, string>();
beforeAll(async () => {
  app = await startTestApp();
  for (const scope of allScopes) tokens.set(scope, await app.tokenWith([scope]));
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const { endpoints } = projectsFace;

/** The status that a build needs before the operation, for those that need one. */
const prepare = async ({ operationId }: AnyEndpoint): Promise<Record<string, string>> => {
  const build = await startTestBuild(app);
  const { db, operator, builds } = app;
  const run = { artifact: 'log' };
  const ofBuild = db.updateTable('builds').where('build_id', '=', build);
  const ofRuns = db.updateTable('build_runs').where('build_id', '=', build);
  if (operationId === 'rerunBuildRun')
    await ofRuns.set({ status: 'FAILED', attempts: 1 }).execute();
  else if (!operationId.startsWith('cancel')) await ofBuild.set({ status: 'PASSED' }).execute();
  if (operationId === 'getPromotedBuild')
    await promoteBuild(operator, { factory: testFactory, buildId: build }, { name: 'v1' });
  const request = { factory: testFactory, createdBy: 'test' };
  const trigger = await createTrigger(operator, builds.services, request);
  return {
    ...{ factory: testFactory, build: String(build), run: 'only', name: 'v1', path: run.artifact },
    trigger: String(trigger),
  };
};

const ask = (endpoint: AnyEndpoint, path: string, token?: string): supertest.Test => {
  const method = endpoint.method.toLowerCase() as 'get';
  const request = supertest(app.server)[method](`/projects${path}`);
  return request
    .set(token === undefined ? {} : { 'OSF-TOKEN': token })
    .send(bodies[endpoint.operationId]);
};

describe.each(endpoints.map((endpoint) => [endpoint.operationId, endpoint] as const))(
  '%s',
  (operationId, endpoint) => {
    test('whoever holds one scope alone: the right one is enough, every other one is refused by its name', async () => {
      const scope = scopeOf(operationId);
      expect(endpoint.access).toEqual({ scopes: [scope] });
      const values = await prepare(endpoint);
      const path = endpoint.path.replaceAll(/\{\+?(\w+)\}/g, (_all, name: string) => values[name]!);
      expect((await ask(endpoint, path)).status).toBe(401);
      for (const held of allScopes.filter((one) => !scopeSet([one]).has(scope))) {
        const answer = await ask(endpoint, path, tokens.get(held));
        expect([held, answer.status, answer.body.errors]).toEqual([held, 403, { scope }]);
      }
      const { status } = await ask(endpoint, path, tokens.get(scope));
      // Nobody has made an artifact of that path.
      if (operationId === 'getRunArtifact') expect(status).toBe(404);
      else expect(status).toBeLessThan(300);
    });

    test('is the same with a slash at its end and without', () => {
      const [other] = endpoint.aliases ?? [];
      expect([endpoint.path, `${endpoint.path}/`, endpoint.path.slice(0, -1)]).toContain(other);
    });
  },
);

test('neither a runner nor a run is anybody here', async () => {
  const { token } = await addTestRunner(app);
  const { order } = await leaseTestRun(app).catch(() => ({ order: null }));
  for (const text of [token, order?.credential.secret ?? token]) {
    const answer = await supertest(app.server)
      .get(`/projects/${testFactory}/lmp/builds/`)
      .set('Authorization', `Bearer ${text}`);
    expect([answer.status, answer.body.status]).toEqual([401, 'error']);
  }
});
