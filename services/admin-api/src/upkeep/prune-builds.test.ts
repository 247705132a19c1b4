import { setTimeout as after } from 'node:timers/promises';
import { createExternalBuild } from '@moorgate/builds';
import { createMetrics, type Metrics } from '@moorgate/observability';
import supertest from 'supertest';
import { startTestApp, type TestApp, testFactory } from '../test-support/test-app.ts';
import { pruneBuilds } from './prune-builds.ts';

let app: TestApp;
let token: string;
beforeAll(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['ci:read', 'ci:read-update']);
  const build = { factory: testFactory, triggerName: 'elsewhere', runNames: ['outside'] };
  for (let count = 0; count < 3; count += 1) await createExternalBuild(app.operator, build);
  app.clock.advance(2 * 86_400_000);
});
afterAll(async () => {
  expect(app.check.violations).toEqual([]);
  await app.close();
});

const begin = (metrics: Metrics, everyMs?: number): (() => Promise<void>) => {
  const { db, confirmations, log } = app.operator;
  return pruneBuilds({
    services: { db, confirmations, clock: app.clock, log },
    metrics,
    factory: testFactory,
    retention: { days: 1, bytesMax: 0, webhookDays: 1 },
    ...(everyMs === undefined ? {} : { everyMs }),
  });
};
const untilShown = async (metrics: Metrics, line: string): Promise<string> => {
  for (;;) {
    const text = await metrics.text();
    if (text.includes(line)) return text;
    await after(10);
  }
};

test('removes what is due when it begins, and again in its time, and shows what there is', async () => {
  const metrics = createMetrics();
  const stop = begin(metrics, 10);
  const text = await untilShown(metrics, 'moorgate_admin_builds_kept 1');
  expect(text).toContain('moorgate_admin_builds_removed_total{reason="age"} 2');
  expect(text).toMatch(/^moorgate_admin_build_content_bytes \d+$/m);
  const build = { factory: testFactory, triggerName: 'elsewhere', runNames: ['outside'] };
  await createExternalBuild(app.operator, build);
  await untilShown(metrics, 'moorgate_admin_builds_removed_total{reason="age"} 3');
  await stop();
});

test('a build that was removed is 404 in every dialect, with the reason', async () => {
  const projects = `/projects/${testFactory}/lmp/builds`;
  const paths = [
    `${projects}/1/`,
    `${projects}/1/project.yml`,
    `${projects}/1/runs/outside/`,
    `${projects}/1/runs/outside/console.log`,
    `${projects}/1/runs/outside/some/artifact`,
    '/v1/builds/1',
    '/v1/builds/1/runs/outside/console',
  ];
  for (const path of paths) {
    const answer = await supertest(app.server)
      .get(path)
      .set('OSF-TOKEN', token)
      .set('Authorization', `Bearer ${token}`);
    expect([path, answer.status, answer.body.code]).toEqual([path, 404, 'build_removed']);
    expect(JSON.stringify(answer.body)).toContain('since its time was over');
  }
  const { body } = await supertest(app.server).get(`${projects}/`).set('OSF-TOKEN', token);
  expect([body.data.total, body.data.builds[0].build_id]).toEqual([1, 4]);
});
