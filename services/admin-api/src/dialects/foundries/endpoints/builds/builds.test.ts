import { Readable } from 'node:stream';
import { inTransaction } from '@moorgate/db';
import { appendConsole, completeRun, recordChange, storeRunArtifact } from '@moorgate/builds';
import { newRepository } from '@moorgate/testing';
import supertest from 'supertest';
import { leaseTestRun, startTestBuild } from '../../../../test-support/build-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

let app: TestApp;
let token: string;
beforeEach(async () => {
  app = await startTestApp();
  token = await app.tokenWith(['ci:read', 'ci:read-update']);
});
afterEach(async () => {
  expect(app.check.violations).toEqual([]);
  await app.close();
});

const base = `/projects/${testFactory}/lmp`;
const get = (path: string): supertest.Test =>
  supertest(app.server).get(`${base}${path}`).set('OSF-TOKEN', token).set('Host', host());
const send = (method: 'post' | 'patch' | 'delete', path: string, body?: object): supertest.Test =>
  supertest(app.server)[method](`${base}${path}`).set('OSF-TOKEN', token).send(body);
const host = (): string => new URL(app.origin).host;
const errorOf = ({ status, body }: supertest.Response): unknown => [status, body.status, body.code];
const wholeOf = (answer: supertest.Response): unknown => [
  answer.text,
  answer.headers['x-run-status'],
];

const lease = async () => {
  const { order } = await leaseTestRun(app);
  const row = app.db.selectFrom('build_runs').select('runner_id').where('id', '=', order.runId);
  const { runner_id: id } = await row.executeTakeFirstOrThrow();
  return { runner: { id: id! }, runId: order.runId, leaseId: order.leaseId };
};
const definition = {
  timeout: 5,
  scripts: { say: 'echo hello' },
  triggers: [{ name: 'simple', runs: [{ name: 'one', script: 'say', params: { A: 'b' } }] }],
};

describe('starting a build', () => {
  test('201 with its number and where it is, and the definition can be read again', async () => {
    const request = {
      reason: 'because',
      'trigger-name': 'simple',
      params: { B: 'c' },
      secrets: { tok: 's3cret' },
      'project-definition': definition,
      'queue-priority': 3,
    };
    const { body } = await send('post', '/builds/', request).set('Host', host()).expect(201);
    const url = `${app.origin}${base}/builds/1/`;
    expect(body).toEqual({ status: 'success', data: { url, build_id: 1, web_url: url } });
    const { body: shown } = await get('/builds/1/').expect(200);
    expect(shown.data.build).toMatchObject({
      build_id: 1,
      url,
      runs_url: `${url}runs/`,
      status: 'QUEUED',
      trigger_name: 'simple',
      reason: 'because',
      created: '2026-03-01T12:00:00+00:00',
      runs: [{ name: 'one', url: `${url}runs/one/`, log_url: `${url}runs/one/console.log` }],
      status_events: [{ status: 'QUEUED' }],
    });
    expect((await get('/builds/1/project.yml').expect(200)).text).toMatch(/^timeout: 5$/m);
    const { body: rundef } = await get('/builds/1/runs/one/.rundef.json').expect(200);
    expect(rundef).toMatchObject({ script: 'echo hello', env: { A: 'b', B: 'c' }, secrets: {} });
    const dump = JSON.stringify([shown, rundef]);
    expect(dump).not.toMatch(/s3cret|tok/);
  });

  test('400 names the field that is wrong', async () => {
    const wrong = { 'project-definition': { ...definition, email: 'x', timeout: 0 } };
    const answer = await send('post', '/builds/', wrong);
    expect(errorOf(answer)).toEqual([400, 'error', 'build_definition_invalid']);
    expect(Object.keys(answer.body.errors)).toEqual([
      'project-definition/email',
      'project-definition/timeout',
    ]);
    for (const body of [
      {},
      { 'project-definition': definition, 'trigger-type': 'simple' },
      { 'project-definition': definition, 'trigger-id': 9 },
      { 'project-definition': definition, secrets: { 'triggered-by': 'somebody' } },
      { 'project-definition': definition, secrets: { '../x': 'y' } },
    ])
      expect(errorOf(await send('post', '/builds/', body))).toEqual([
        400,
        'error',
        'invalid_request',
      ]);
    await send('post', '/builds/', {
      'project-definition': definition,
      'trigger-type': 'simple-optional',
    }).expect(201);
  });

  test('403 for a run that publishes apps, unless whoever asks may publish them', async () => {
    const runs = [{ name: 'publish-compose-apps' }];
    const publishing = { timeout: 5, triggers: [{ name: 'containers', runs }] };
    const request = { 'project-definition': publishing };
    expect(errorOf(await send('post', '/builds/', request))).toEqual([
      403,
      'error',
      'scope_missing',
    ]);
    token = await app.tokenWith([
      'ci:read-update',
      'containers:read-update',
      'targets:read-update',
    ]);
    await send('post', '/builds/', request).expect(201);
  });
});

describe('a build without a definition', () => {
  const ask = (branch: string) =>
    send('post', '/builds/', { 'trigger-name': `containers-${branch}` });

  test('is built of the head of its branch, and 400 where there is no such branch', async () => {
    expect(errorOf(await ask('main'))).toEqual([400, 'error', 'invalid_request']);
    const place = await newRepository();
    await place.commit('first', 'first');
    const pushing = await app.tokenWith(['source:create', 'source:read']);
    const { host: at } = new URL(app.origin);
    await place.must(
      'push',
      '-q',
      `http://x:${pushing}@${at}/factories/${testFactory}/containers.git`,
      'HEAD:refs/heads/main',
    );
    await ask('main').expect(201);
    const { body } = await get('/builds/?limit=5').expect(200);
    expect(body.data.builds).toMatchObject([
      { build_id: 2, trigger_name: 'containers-main', runs: [{ name: 'publish-compose-apps' }] },
      { build_id: 1, trigger_name: 'containers-main' },
    ]);
    await place.remove();
  });
});

describe('finding builds', () => {
  const passed = () =>
    inTransaction(app.db, (trx) =>
      recordChange(trx, app.operator, {
        factory: testFactory,
        triggerName: 'UpdateTargets',
        reason: '',
        runName: 'UpdateTargets',
        console: '== retagging\n== done\n',
      }),
    );

  test('pages count from 0, and each names the next', async () => {
    for (let round = 0; round < 5; round += 1) await passed();
    const { body } = await get('/builds/?limit=2').expect(200);
    expect(body.data).toMatchObject({ limit: 2, page: 0, pages: 3, total: 5 });
    expect(body.data.next).toBe(`${app.origin}${base}/builds/?limit=2&page=1`);
    const { body: last } = await get('/builds/?limit=2&page=2').expect(200);
    expect(last.data.builds).toMatchObject([{ build_id: 1 }]);
    expect(last.data.builds).toHaveLength(1);
    expect(last.data.next).toBeUndefined();
  });

  test('the newest has passed, unless all are asked for', async () => {
    await get('/builds/latest/').expect(404);
    await passed();
    await startTestBuild(app);
    const latest = async (query: string): Promise<number> =>
      (await get(`/builds/latest/${query}`).expect(200)).body.data.build.build_id as number;
    expect(await latest('')).toBe(1);
    expect(await latest('?all=1')).toBe(2);
    expect(await latest('?trigger_name=UpdateTargets')).toBe(1);
    await get('/builds/latest/?promoted=1').expect(404);
    await send('post', '/builds/2/promote', { name: 'v1' }).expect(400);
    await send('post', '/builds/1/promote', { name: 'v1', annotation: 'good' }).expect(201);
    expect(await latest('?promoted=1')).toBe(1);
    const { body } = await get('/promoted-builds/v1/').expect(200);
    expect(body.data.build).toMatchObject({ build_id: 1, status: 'PROMOTED', annotation: 'good' });
    expect((await get('/promoted-builds/')).body.data.total).toBe(1);
    await send('patch', '/builds/1/', { annotation: 'better' }).expect(200);
    expect((await get('/builds/1/')).body.data.build.annotation).toBe('better');
  });

  test('a number is reserved for what was built elsewhere', async () => {
    const { body } = await send('post', '/external-builds/', {
      'trigger-name': 'mine',
      runs: [{ name: 'outside' }],
    }).expect(201);
    expect(body.data.build_id).toBe(1);
    const { body: runs } = await get('/builds/1/runs/').expect(200);
    expect(runs.data.runs).toMatchObject([{ name: 'outside', status: 'PASSED' }]);
    expect((await get('/history/outside/')).body.data).toMatchObject({ total: 1 });
  });

  test('404 in every path of another factory, and for what is not there', async () => {
    const other = await supertest(app.server).get('/projects/other/lmp/').set('OSF-TOKEN', token);
    expect(errorOf(other)).toEqual([404, 'error', 'factory_not_found']);
    for (const path of [
      '/builds/7/',
      '/builds/7/runs/',
      '/builds/7/runs/x/',
      '/builds/7/runs/x/console.log',
    ])
      expect(errorOf(await get(path))).toEqual([404, 'error', 'build_not_found']);
    const url = `${app.origin}${base}/`;
    expect((await get('/').expect(200)).body).toEqual({
      status: 'success',
      data: {
        project: {
          name: `${testFactory}/lmp`,
          url,
          builds_url: `${url}builds/`,
          'synchronous-builds': false,
        },
      },
    });
  });
});

describe('following a console', () => {
  test('one line while it waits, what is new while it runs, and all of it at the end without a status', async () => {
    await startTestBuild(app, { 'host-tag': undefined });
    const tail = (offset: number) =>
      get('/builds/1/runs/only/console.log').set('X-OFFSET', String(offset));
    expect(wholeOf(await tail(0))).toEqual(['# Waiting for worker with tag: \n', 'QUEUED']);
    const held = await lease();
    expect(wholeOf(await tail(0))).toEqual(['', 'RUNNING']);
    const say = (offset: number, text: string) =>
      appendConsole(app.operator, app.builds.services.limits, {
        lease: held,
        piece: { offset, content: Buffer.from(text) },
      });
    await say(0, 'one\n');
    expect(wholeOf(await tail(0))).toEqual(['one\n', 'RUNNING']);
    await say(4, 'two\n');
    const answer = await tail(4);
    expect(wholeOf(answer)).toEqual(['two\n', 'RUNNING']);
    expect(answer.headers['content-length']).toBe('4');
    expect(wholeOf(await tail(99))).toEqual(['', 'RUNNING']);
    await completeRun(app.operator, held, { status: 'PASSED' });
    expect(wholeOf(await tail(8))).toEqual(['one\ntwo\n', undefined]);
  });

  test('a run that is not there yet waits while its build goes on, and is 404 once that has ended', async () => {
    await startTestBuild(app);
    const tail = () => get('/builds/1/runs/UpdateTargets/console.log');
    expect(wholeOf(await tail())).toEqual(['# Waiting for worker with tag: \n', 'QUEUED']);
    await completeRun(app.operator, await lease(), { status: 'PASSED' });
    expect(errorOf(await tail())).toEqual([404, 'error', 'build_not_found']);
  });
});

describe('what a run left', () => {
  test('is listed by addresses below that of the run, and downloaded with its length, never to be shown', async () => {
    await startTestBuild(app);
    const held = await lease();
    const content = [Buffer.from('<script>alert(1)</script>')];
    const uploads = ['report/index.html', 'sbom/app.spdx.json'];
    for (const path of uploads)
      await storeRunArtifact(app.operator, app.builds.services, {
        lease: held,
        upload: {
          path,
          content: Readable.from(content),
          announcedBytes: 25,
        },
      });
    const { body } = await get('/builds/1/runs/only/').expect(200);
    const { url, artifacts } = body.data.run as { url: string; artifacts: string[] };
    expect(artifacts.map((one) => one.slice(url.length))).toEqual(['console.log', ...uploads]);
    const { body: sized } = await get('/builds/1/runs/only/?version=v2').expect(200);
    expect(sized.data.run.artifacts[1]).toEqual({ url: artifacts[1], size_bytes: 25 });
    const answer = await get('/builds/1/runs/only/report/index.html').expect(200);
    expect(answer.headers).toMatchObject({
      'content-length': '25',
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining('sandbox') as unknown,
    });
    expect(answer.headers['transfer-encoding']).toBeUndefined();
    await get('/builds/1/runs/only/report').expect(404);
    await get('/builds/1/runs/only/../only/report').expect(404);
    expect((await get('/builds/1/runs/only/tests/')).body.data).toEqual({ tests: [] });
  });
});

describe('cancelling and starting again', () => {
  test('202, and 400 or 409 where there is nothing to do', async () => {
    await startTestBuild(app);
    const held = await lease();
    expect(errorOf(await send('post', '/builds/1/runs/only/rerun'))).toEqual([
      400,
      'error',
      'build_not_complete',
    ]);
    await send('post', '/builds/1/cancel').expect(202);
    await completeRun(app.operator, held, { status: 'PASSED' });
    expect(errorOf(await send('post', '/builds/1/runs/only/cancel'))).toEqual([
      409,
      'error',
      'build_ended',
    ]);
    await send('post', '/builds/1/runs/only/rerun').expect(202);
    expect((await get('/builds/1/')).body.data.build.status).toBe('QUEUED');
  });
});

describe('a run of several', () => {
  test('is cancelled alone with 202, which skips what follows it, and the build is not promoted', async () => {
    const runs = [{ name: 'first', triggers: [{ name: 'more' }] }];
    const triggers = [
      { name: 'simple', runs },
      { name: 'more', runs: [{ name: 'second' }] },
    ];
    const asked = { 'project-definition': { timeout: 5, triggers }, 'trigger-name': 'simple' };
    await send('post', '/builds/', asked).expect(201);
    await send('post', '/builds/1/runs/first/cancel').expect(202);
    const { body } = await get('/builds/1/').expect(200);
    expect(body.data.build).toMatchObject({
      status: 'FAILED',
      runs: [
        { name: 'first', status: 'FAILED' },
        { name: 'second', status: 'SKIPPED' },
      ],
    });
    expect(wholeOf(await get('/builds/1/runs/second/console.log'))).toEqual([
      '== Skipped: first has not passed.\n',
      undefined,
    ]);
    expect(errorOf(await send('post', '/builds/1/promote', { name: 'v1' }))).toEqual([
      400,
      'error',
      'build_not_complete',
    ]);
  });
});

describe('triggers', () => {
  test('hold secrets whose values nobody sees again', async () => {
    const secrets = [
      { name: 'githubtok', value: 'hush1' },
      { name: 'oldtok', value: 'hush2' },
    ];
    const { body } = await send('post', '/triggers/', { type: 'simple', secrets }).expect(201);
    const id = body.data.id as number;
    const change = [
      { name: 'githubtok', value: 'abc' },
      { name: 'oldtok', value: null },
    ];
    await send('patch', `/triggers/${id}/`, { type: 'simple', id, secrets: change }).expect(200);
    const { body: list, text } = await get('/triggers/').expect(200);
    expect(list.data).toMatchObject([{ id, type: 'simple', secrets: [{ name: 'githubtok' }] }]);
    expect(text).not.toMatch(/abc|hush/);
    for (const name of ['a b', '.x', '-x', '../x', ''])
      expect(
        errorOf(await send('patch', `/triggers/${id}/`, { secrets: [{ name, value: 'x' }] })),
      ).toEqual([400, 'error', 'invalid_request']);
    await send('delete', `/triggers/${id}/`).expect(200);
    expect(errorOf(await send('patch', `/triggers/${id}/`, {}))).toEqual([
      404,
      'error',
      'build_trigger_not_found',
    ]);
  });
});
