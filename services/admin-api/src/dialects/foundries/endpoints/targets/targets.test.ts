import { randomUUID } from 'node:crypto';
import { readMetadata } from '@moorgate/tuf';
import supertest from 'supertest';
import {
  reachBuild,
  type WireTarget,
  wireTarget,
} from '../../../../test-support/target-examples.ts';
import { startTestApp, type TestApp, testFactory } from '../../../../test-support/test-app.ts';

const path = `/ota/factories/${testFactory}/targets/`;
const stem = 'intel-corei7-64-lmp';

let app: TestApp;
let token: string;
let next: number;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
  token = await app.tokenWith(['targets:read-update']);
  await reachBuild(app, 100);
  next = 10;
});
afterAll(() => app.close());
afterEach(() => expect(app.check.violations).toEqual([]));

const call = (method: 'get' | 'post' | 'put' | 'patch' | 'delete', to = path) =>
  supertest(app.server)[method](to).set('OSF-TOKEN', token);

type Targets = Readonly<Record<string, WireTarget>>;

/** A target with a version of its own. */
const fresh = (custom: Readonly<Record<string, unknown>> = {}): [string, WireTarget] => {
  next += 1;
  return [`${stem}-${String(next)}`, wireTarget(next, custom)];
};

const add = (targets: Targets): supertest.Test =>
  call('post').send({ targets, 'targets-creator': 'test' });
const list = async (): Promise<Targets> => (await call('get')).body as Targets;
const buildOf = (answer: supertest.Response): number =>
  Number(/\/builds\/(\d+)\/$/.exec(String(answer.body['jobserv-url']))?.[1]);
const codeOf = ({ status, body }: supertest.Response): unknown => [status, body.code];

const signed = async (query = '') => {
  const { body } = await call(
    'get',
    `/ota/repo/${testFactory}/api/v1/user_repo/targets.json${query}`,
  ).buffer(true);
  return readMetadata('targets', Buffer.from(JSON.stringify(body)));
};

const consoleOf = async (build: number): Promise<string> => {
  const pieces = await app.db
    .selectFrom('run_consoles as c')
    .innerJoin('build_runs as r', 'r.id', 'c.run_id')
    .select('c.content')
    .where('r.build_id', '=', build)
    .where('r.name', '=', 'UpdateTargets')
    .execute();
  return Buffer.concat(pieces.map(({ content }) => content)).toString();
};

test('adds targets as they come, and lists them byte for byte', async () => {
  const custom = {
    arch: 'x86_64',
    'lmp-manifest-sha': 'aa11',
    docker_compose_apps: {
      shellhttpd: { uri: `hub.acme.test/acme/shellhttpd@sha256:${'2c'.repeat(32)}` },
    },
    'delta-stats': { sha256: 'b'.repeat(64), size: 12 },
    future: { list: [1, 'two', null, true], nested: {} },
  };
  const [name, target] = fresh(custom);
  const answer = await add({ [name]: target });
  expect(answer.status).toBe(201);
  expect(answer.body['jobserv-url']).toMatch(
    new RegExp(`^${app.origin}/projects/acme/lmp/builds/\\d+/$`),
  );
  expect(JSON.stringify((await list())[name])).toBe(JSON.stringify(target));
  expect((await call('get', `${path}${name}`)).body).toEqual(target);
  expect((await signed()).envelope.signed.targets[name]).toEqual(target);
  expect((await signed('?tag=main')).envelope.signed.targets[name]).toEqual(target);
});

test('lists those of a version, and nothing of one that is not there', async () => {
  const [name, target] = fresh();
  const other = `rpi-lmp-${String(next)}`;
  await add({ [name]: target, [other]: target });
  const { body } = await call('get', `${path}?version=${String(next)}`);
  expect(Object.keys(body as Targets).sort()).toEqual([name, other].sort());
  expect((await call('get', `${path}?version=99999`)).body).toEqual({});
  expect((await call('get', `${path}?version=x`)).status).toBe(400);
});

test('409 where a target of the name is there, and nothing of the request is done', async () => {
  const [name, target] = fresh();
  await add({ [name]: target });
  const [other, otherTarget] = fresh();
  const answer = await add({ [name]: { ...target, length: 1 }, [other]: otherTarget });
  expect(codeOf(answer)).toEqual([409, 'target_exists']);
  expect(answer.body.message).toContain(name);
  const now = await list();
  expect([now[name], now[other]]).toEqual([target, undefined]);
});

test('409 for a version above the number of the build that the change is', async () => {
  const answer = await add({ [`${stem}-900000`]: wireTarget(900_000) });
  expect(codeOf(answer)).toEqual([409, 'target_version_ahead']);
});

test('of twenty who add at once the same name, one wins; different ones are all there', async () => {
  const [name, target] = fresh();
  const same = await Promise.all(
    Array.from({ length: 20 }, (_, index) => add({ [name]: { ...target, length: index } })),
  );
  const winners = same.flatMap(({ status }, index) => (status === 201 ? [index] : []));
  expect(winners).toHaveLength(1);
  expect(same.filter((answer) => answer.body.code === 'target_exists')).toHaveLength(19);
  expect((await list())[name]?.length).toBe(winners[0]);

  const several = Array.from({ length: 20 }, () => fresh());
  const answers = await Promise.all(several.map(([one, value]) => add({ [one]: value })));
  const builds = answers.map(buildOf);
  expect(new Set(builds).size).toBe(20);
  const now = await list();
  expect(several.every(([one]) => now[one] !== undefined)).toBe(true);
  const inSet = Object.keys((await signed()).envelope.signed.targets);
  expect(inSet.sort()).toEqual(Object.keys(now).sort());
});

test('changes tags alone, in a build whose console says so', async () => {
  const [name, target] = fresh({ updatedAt: '2026-01-01T00:00:00Z', kept: 'x' });
  await add({ [name]: target });
  const before = (await signed()).version;
  const answer = await call('patch').send({
    targets: { [name]: { custom: { tags: ['main', 'promoted'] } } },
  });
  expect([answer.status, answer.body['web-url']]).toEqual([202, answer.body['jobserv-url']]);
  expect((await list())[name]).toEqual({
    ...target,
    custom: { ...target.custom, tags: ['main', 'promoted'], updatedAt: '2026-03-01T12:00:00Z' },
  });
  expect((await signed()).version).toBeGreaterThan(before);
  expect(Object.keys((await signed('?tag=promoted')).envelope.signed.targets)).toContain(name);
  const log = await consoleOf(buildOf(answer));
  expect(log).toContain(`== retagging ${name}: main -> main, promoted\n`);
  expect(log).toMatch(/== signed version \d+ of targets.json\n== done\n$/);
});

test('a change of nothing is a build, and no new version', async () => {
  const [name, target] = fresh();
  await add({ [name]: target });
  const { version } = await signed();
  const answer = await call('patch').send({ targets: { [name]: { custom: { tags: ['main'] } } } });
  expect(answer.status).toBe(202);
  expect(await consoleOf(buildOf(answer))).toBe('== nothing has changed\n== done\n');
  expect((await signed()).version).toBe(version);
});

test('404 for the tags of a target that is not there, and none is changed', async () => {
  const [name, target] = fresh();
  await add({ [name]: target });
  const answer = await call('patch').send({
    targets: { [name]: { custom: { tags: [] } }, 'x-lmp-1': { custom: { tags: [] } } },
  });
  expect(codeOf(answer)).toEqual([404, 'target_not_found']);
  expect((await list())[name]).toEqual(target);
});

test('prunes what the body of a DELETE names, all or nothing, and the set of the tag has no more of it', async () => {
  const tag = `t${randomUUID().slice(0, 6)}`;
  const [name, target] = fresh({ tags: [tag] });
  await add({ [name]: target });
  const refused = await call('delete').send({ targets: [name, 'x-lmp-1'] });
  expect(codeOf(refused)).toEqual([404, 'target_not_found']);
  const answer = await call('delete').send({ targets: [name] });
  expect(answer.status).toBe(202);
  expect(await consoleOf(buildOf(answer))).toContain(`== pruning ${name}\n`);
  expect((await list())[name]).toBeUndefined();
  expect((await signed(`?tag=${tag}`)).envelope.signed.targets).toEqual({});
  expect((await call('get', `${path}${name}`)).body.code).toBe('target_not_found');
  for (const body of [{}, { targets: [] }, { targets: name }])
    expect((await call('delete').send(body)).status).toBe(400);
});

test('replaces the whole list, but takes nothing away that came after it was read', async () => {
  const [kept, keptTarget] = fresh();
  const [gone, goneTarget] = fresh();
  const [newest, newestTarget] = fresh();
  await add({ [kept]: keptTarget, [gone]: goneTarget, [newest]: newestTarget });
  const read = { ...(await list()) };
  delete (read as Record<string, WireTarget>)[gone];
  const [late, lateTarget] = fresh();
  await add({ [late]: lateTarget });
  const refused = await call('put').send({ targets: read });
  expect(codeOf(refused)).toEqual([409, 'target_exists']);
  expect(refused.body.message).toContain(late);
  const edited = { ...keptTarget, custom: { ...keptTarget.custom, note: 'edited' } };
  const answer = await call('put').send({
    targets: { ...read, [late]: lateTarget, [kept]: edited },
  });
  expect(answer.status).toBe(202);
  const now = await list();
  expect([now[kept], now[gone], now[late]]).toEqual([edited, undefined, lateTarget]);
  const log = await consoleOf(buildOf(answer));
  expect(log).toContain(`== pruning ${gone}\n`);
  expect(log).toContain(`== editing ${kept}: main -> main\n`);
});

const wrong: readonly (readonly [string, unknown])[] = [
  ['no custom', { length: 0, hashes: { sha256: 'a'.repeat(64) } }],
  [
    'a hash in base64',
    { ...wireTarget(1), hashes: { sha256: 'n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4I=' } },
  ],
  ['another hash', { ...wireTarget(1), hashes: { sha256: 'a'.repeat(64), md5: 'x' } }],
  ['a version that is a number', wireTarget(1, { version: 1 })],
  ['a tag that is none', wireTarget(1, { tags: ['../x'] })],
  [
    'an app that is not pinned',
    wireTarget(1, { docker_compose_apps: { a: { uri: 'hub/acme/a' } } }),
  ],
  ['a length of a fraction', { ...wireTarget(1), length: 0.5 }],
];
test.each(wrong)('400 for %s, which names the target', async (_what, target) => {
  const answer = await call('post').send({ targets: { 'x-lmp-1': target } });
  expect([answer.status, answer.body.code]).toEqual([400, 'invalid_request']);
  expect(Object.keys(answer.body.errors as object).join()).toContain('x-lmp-1');
});

test('400 for what agents would sign in different ways', async () => {
  const [name] = fresh();
  for (const note of ['größer', 1.5]) {
    const answer = await add({ [name]: wireTarget(next, { note }) });
    expect(codeOf(answer)).toEqual([400, 'metadata_unsignable']);
  }
  expect((await list())[name]).toBeUndefined();
});

test('404 for another factory, in every operation', async () => {
  const other = path.replace(testFactory, 'other');
  for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
    const [name, target] = fresh();
    const bodies = {
      patch: { targets: { [name]: { custom: { tags: [] } } } },
      delete: { targets: [name] },
    } as Readonly<Record<string, object>>;
    const request = call(method, other);
    const answer =
      method === 'get'
        ? await request
        : await request.send(bodies[method] ?? { targets: { [name]: target } });
    expect(codeOf(answer)).toEqual([404, 'factory_not_found']);
  }
});
