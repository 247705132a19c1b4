/** What is done to applications: the form of the stream, what is refused before its first line, and who may ask. */
import type { TestEngine } from '@moorgate/testing';
import {
  type Line,
  linesOf,
  readingLines as reading,
} from './test-support/applications/read-lines.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { app, addPerson, clientWith, logIn, name } = lighthouse;
const { creation, createOne, ...opened } = useEngines(lighthouse, 2);

let engines: readonly TestEngine[];
let hosts: readonly string[];
let owner: Client;
let ownersName: string;
beforeAll(() => {
  engines = opened.engines();
  hosts = opened.hosts();
  owner = opened.owner();
  ownersName = opened.ownersName();
});

/** Stages as their names, hosts as what they answered. */
const told = (lines: readonly Line[]): string[] =>
  lines.map(({ Status, Message, Code, Endpoint }) =>
    Status === 'Starting' || Status === 'Complete'
      ? `${Status} ${Message}`
      : `${Status} ${Endpoint} ${Code}`.replace(/ {2}0$/, ''),
  );

test('a creation is told stage by stage, each line an object with its members in the order of the original', async () => {
  const Name = name();
  const answer = await owner('POST', '/applications/create?start=true', creation(Name));
  expect([
    answer.status,
    answer.headers['content-type'],
    answer.headers['x-accel-buffering'],
  ]).toEqual([200, 'application/json', 'no']);
  const first = `{"Status":"Starting","Method":"POST","Endpoint":"containers/create?name=${Name}_tmp","Message":"Creating new container","Code":0,"Instance":"","Item":0,"Total":2}\n`;
  const last =
    '{"Status":"Finalized","Method":"","Endpoint":"","Message":"","Code":0,"Instance":"","Item":0,"Total":0}\n';
  expect(answer.text.startsWith(first)).toBe(true);
  expect(answer.text.endsWith(last)).toBe(true);
  const lines = linesOf(answer);
  const stages = lines.filter(({ Status }) => Status === 'Complete').map(({ Message }) => Message);
  expect(stages).toEqual([
    'Creating new container',
    'Deleting old containers',
    'Setting up new container',
    'Starting application',
  ]);
  const created = lines.filter(
    ({ Status, Endpoint }) => Status === 'OK' && Endpoint.startsWith('containers/create'),
  );
  expect(created.map(({ Item, Instance }) => [Item, Instance]).sort()).toEqual(
    hosts.map((host, at) => [at, host]),
  );
  for (const engine of engines) expect(engine.containers.get(Name)?.isRunning).toBe(true);
});

/** Name, Command, start, forcePull, and the status. */
test.each([true, false].flatMap((start) => [true, false].map((pull) => [start, pull] as const)))(
  'with start=%s and forcePull=%s, an image is good, no image cannot be pulled, and an empty command is refused',
  async (start, pull) => {
    const query = `?start=${start}&forcePull=${pull}`;
    const statusOf = async (Command: object): Promise<number> =>
      (await owner('POST', `/applications/create${query}`, creation(name(), { Command }))).status;
    expect([
      await statusOf({ Image: 'busybox' }),
      await statusOf({ Cmd: ['true'] }),
      await statusOf({}),
    ]).toEqual([200, pull ? 400 : 200, 400]);
  },
);

test.each([
  ['no JSON', '{'],
  ['no name', { Command: { Image: 'a' }, Instances: ['a'] }],
  ['an empty name', { Name: '', Command: { Image: 'a' }, Instances: ['a'] }],
  ['no command', { Name: 'web', Instances: ['a'] }],
  ['no instances', { Name: 'web', Command: { Image: 'a' } }],
  ['an empty list of instances', { Name: 'web', Command: { Image: 'a' }, Instances: [] }],
  ['instances that are no texts', { Name: 'web', Command: { Image: 'a' }, Instances: [1] }],
])('a creation with %s is refused before the first line', async (_what, body) => {
  const answer = await owner('POST', '/applications/create', body);
  expect([answer.status, answer.body]).toEqual([
    400,
    { Cause: 'applications', Message: 'applications: not enough or invalid parameters given' },
  ]);
});

test('an instance that no beacon reports, a name that is taken and a beacon of others are refused with words of the original', async () => {
  const Name = await createOne();
  const refused = async (client: Client, body: object): Promise<unknown[]> => {
    const { status, body: said } = await client('POST', '/applications/create', body);
    return [status, said.Message];
  };
  expect(await refused(owner, creation(name(), { Instances: ['instance1.org'] }))).toEqual([
    400,
    'databases: given key not found',
  ]);
  expect(await refused(owner, creation(Name))).toEqual([400, 'databases: key already exists']);
  const stranger = await addPerson(name(), 0);
  expect(await refused(stranger, creation(name()))).toEqual([
    403,
    'beacons: user not permitted to access token',
  ]);
});

test('an application is started and stopped by its name, and what is done already is a warning', async () => {
  const Name = await createOne();
  for (const [verb, label, isRunning] of [
    ['start', 'Starting application', true],
    ['stop', 'Stopping application', false],
  ] as const) {
    const lines = linesOf(await owner('POST', `/applications/${verb}/${Name}`).expect(200));
    expect(told(lines)).toEqual([
      `Starting ${label}`,
      `OK containers/${Name}/${verb} 204`,
      `OK containers/${Name}/${verb} 204`,
      `Complete ${label}`,
      'Finalized',
    ]);
    for (const engine of engines) expect(engine.containers.get(Name)?.isRunning).toBe(isRunning);
    const again = linesOf(await owner('POST', `/applications/${verb}/${Name}`).expect(200));
    expect(again.filter(({ Status }) => Status === 'Warning')).toMatchObject([
      { Code: 304 },
      { Code: 304 },
    ]);
  }
});

test('a deployment is reverted by POST and by PUT, to one before the newest, or to an id', async () => {
  const Name = await createOne();
  const history = async () => (await owner('GET', `/applications/list/${Name}`)).body;
  const only = await owner('POST', `/applications/revert/${Name}`);
  expect([only.status, only.body.Message]).toEqual([
    400,
    'applications: no previous deployment to rollback to',
  ]);
  const change = { Command: { Image: 'busybox', Cmd: ['second'] } };
  await owner('PUT', `/applications/update/${Name}?restart=true`, change).expect(200);
  const [second, first] = await history();
  const currentOf = async (): Promise<unknown> => {
    const { body } = await owner('GET', '/applications/list');
    const all = body as readonly { readonly Name: string; readonly CurrentDeployment: number }[];
    return all.find((one) => one.Name === Name)?.CurrentDeployment;
  };
  expect(await currentOf()).toBe(second.Id);
  await owner('PUT', `/applications/revert/${Name}`).expect(200);
  expect(await currentOf()).toBe(first.Id);
  await owner('POST', `/applications/revert/${Name}?target=${second.Id}`).expect(200);
  expect(await currentOf()).toBe(second.Id);
  for (const engine of engines) expect(engine.containers.get(Name)?.isRunning).toBe(false);
  const statusOf = async (target: string): Promise<number> =>
    (await owner('POST', `/applications/revert/${Name}?target=${target}`)).status;
  expect([await statusOf('-100'), await statusOf('100000')]).toEqual([400, 404]);
  const [theirs] = (await owner('GET', `/applications/list/${await createOne()}`)).body;
  const other = await owner('POST', `/applications/revert/${Name}?target=${theirs.Id}`);
  expect([other.status, other.body.Message]).toEqual([
    400,
    'applications: deployment does not belong to given application',
  ]);
});

test('an update adds and removes hosts', async () => {
  const Name = name();
  const [kept, gone] = hosts;
  const one = creation(Name, { Instances: [gone] });
  await owner('POST', '/applications/create', one).expect(200);
  const change = { Add: [kept], Remove: [gone] };
  await owner('PUT', `/applications/update/${Name}`, change).expect(200);
  const { body } = await owner('GET', '/applications/list');
  expect(body).toContainEqual(expect.objectContaining({ Name, Instances: [kept] }));
  expect(engines.map(({ containers }) => containers.has(Name))).toEqual([true, false]);
});

test('what an engine says is cut after 80 bytes, a host that fails is said, and the other is brought back', async () => {
  const Name = await createOne();
  const long = 'x'.repeat(83);
  engines[1]!.interfere((call, response) => {
    if (!call.target.endsWith('/start')) return false;
    response.writeHead(500).end(long);
    return true;
  });
  const lines = linesOf(await owner('POST', `/applications/start/${Name}`).expect(200));
  const failed = lines.find(({ Status }) => Status === 'Error');
  expect(failed).toMatchObject({ Code: 500, Message: `${'x'.repeat(80)}...`, Instance: hosts[1] });
  expect(lines.map(({ Message }) => Message)).toContain('Rolling back');
  expect(lines.at(-1)?.Status).toBe('Finalized');
  expect(engines[0]!.containers.get(Name)?.isRunning).toBe(false);
});

test('below level 1 nothing is done, and an application that is nowhere is 404', async () => {
  const Name = await createOne();
  const username = name();
  const client = await addPerson(username, 0);
  await owner('PUT', `/users/${username}`, { Applications: { [Name]: 0 } }).expect(200);
  for (const [method, call] of [
    ['POST', 'start'],
    ['POST', 'stop'],
    ['POST', 'revert'],
    ['PUT', 'revert'],
    ['PUT', 'update'],
  ] as const) {
    const body = call === 'update' ? {} : undefined;
    const forbidden = await client(method, `/applications/${call}/${Name}`, body);
    expect([forbidden.status, forbidden.body]).toEqual([
      403,
      {
        Cause: 'applications',
        Message: 'applications: user not permitted to modify application',
      },
    ]);
    const nowhere = await owner(method, `/applications/${call}/nowhere`, body);
    expect([nowhere.status, nowhere.body.Message]).toEqual([
      404,
      'applications: unknown application ID',
    ]);
  }
});

/** Holds the engine of the first host at its next start, until what is answered is called. */
const holdStart = (): { readonly isHeld: Promise<void>; release(): void } => {
  const held = Promise.withResolvers<void>();
  const released = Promise.withResolvers<void>();
  engines[0]!.interfere((call, response, carryOut) => {
    if (!call.target.endsWith('/start')) return false;
    held.resolve();
    void released.promise.then(() => carryOut(response));
    return true;
  });
  return { isHeld: held.promise, release: () => released.resolve() };
};

test('while an operation goes on another one is refused; a client that leaves changes nothing', async () => {
  const Name = await createOne();
  const { isHeld, release } = holdStart();
  const leaving = new AbortController();
  const cookie = await logIn(ownersName);
  const asked = fetch(`${app().origin}/api/v0.2/applications/start/${Name}`, {
    method: 'POST',
    headers: { cookie },
    signal: leaving.signal,
  });
  await isHeld;
  const busy = await owner('POST', `/applications/stop/${Name}`);
  expect([busy.status, busy.body.Message]).toEqual([
    409,
    'applications: an operation is in progress',
  ]);
  leaving.abort();
  await asked.then((answer) => answer.text()).catch(() => undefined);
  release();
  await waitUntil(() => engines.every(({ containers }) => containers.get(Name)!.isRunning));
});

test('the stream ends within a second when the session does, and the work goes on', async () => {
  const Name = await createOne();
  const { isHeld, release } = holdStart();
  const cookie = await logIn(ownersName);
  const answer = await fetch(`${app().origin}/api/v0.2/applications/start/${Name}`, {
    method: 'POST',
    headers: { cookie },
  });
  await isHeld;
  const endedAtMs = performance.now();
  await clientWith({ Cookie: cookie })('GET', '/logout').expect(200);
  const text = await answer.text();
  expect(performance.now() - endedAtMs).toBeLessThan(1_000);
  expect(text).not.toContain('Finalized');
  release();
  await waitUntil(() => engines.every(({ containers }) => containers.get(Name)!.isRunning));
});

const waitUntil = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};

test('the first version answers in the same way', async () => {
  const Name = await createOne();
  const cookie = await logIn(ownersName);
  const first = reading(clientWith({ Cookie: cookie }, '/api/v0.1'));
  const lines = linesOf(await first('POST', `/applications/start/${Name}`).expect(200));
  expect(lines.at(-1)?.Status).toBe('Finalized');
  const { body } = await first('POST', '/applications/start/nowhere').expect(404);
  expect(body).toEqual({
    Error: 'applications',
    Message: 'applications: unknown application ID',
  });
});
