/** The stream of each flow, line by line: what is done in which order, and what is undone when one host fails. */
import type { EngineMishap } from '@moorgate/testing';
import {
  finalized,
  orderedLinesOf,
  type Said,
  stageLines,
  stageOnAll,
} from './test-support/applications/read-lines.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { name } = lighthouse;
const { owner, hosts, engines, creation, createOne } = useEngines(lighthouse, 3);

const labels = {
  pull: 'Pulling required image',
  create: 'Creating new container',
  delete: 'Deleting old containers',
  setUp: 'Setting up new container',
  start: 'Starting application',
  stop: 'Stopping application',
  back: 'Rolling back',
} as const;

const made: Said = [
  ...(['OK', 201] as const),
  expect.stringMatching(/^\{"Id":"[0-9a-f]{64}","Warnin\.\.\.$/),
];
const done: Said = ['OK', 204];
const missing: Said = ['Warning', 404, 'Container did not exist'];

/** What each stage of a deployment says where all goes well. */
const stagesOf = (app: string, former: Said) => {
  const all = (label: string, request: string, said: Said): object[] =>
    stageOnAll(label, request, { hosts: hosts(), said });
  return {
    pull: all(labels.pull, 'POST images/create?fromImage=busybox', ['OK', 200]),
    create: all(labels.create, `POST containers/create?name=${app}_tmp`, made),
    delete: all(labels.delete, `DELETE containers/${app}?force=true`, former),
    setUp: all(labels.setUp, `POST containers/${app}_tmp/rename?name=${app}`, done),
    start: all(labels.start, `POST containers/${app}/start`, done),
  };
};

const send = async (method: string, path: string, body?: object): Promise<object[]> =>
  orderedLinesOf(await owner()(method, `/applications/${path}`, body).expect(200));

/** Lets the engine of the second host refuse one request. */
const refuse = (pattern: RegExp): void => {
  const mishap: EngineMishap = (call, response) => {
    if (!pattern.test(`${call.method} ${call.target}`)) return false;
    engines()[1]!.interfere(null);
    response.writeHead(500).end('{"message":"boom"}');
    return true;
  };
  engines()[1]!.interfere(mishap);
};

/** One of the three says something else than the others. */
const oneApart = (label: string, request: string, others: Said, apart: Said): object[] =>
  stageLines(
    label,
    request,
    hosts().map((host, at) => [host, ...(at === 1 ? apart : others)]),
  );

const boom: Said = ['Error', 500, '{"message":"boom"}'];

describe('a creation', () => {
  test.each([
    ['', []],
    ['?start=false&forcePull=false', []],
    ['?start=T&forcePull=1', ['pull', 'start']],
    ['?start=t', ['start']],
    ['?forcePull=TRUE', ['pull']],
    ['?start=yes&forcePull=2', []],
  ] as const)('with %j pulls and starts where that is asked for', async (query, more) => {
    const app = name();
    const { pull, create, delete: remove, setUp, start } = stagesOf(app, missing);
    const asked: readonly string[] = more;
    expect(await send('POST', `create${query}`, creation(app))).toEqual([
      ...(asked.includes('pull') ? pull : []),
      ...create,
      ...remove,
      ...setUp,
      ...(asked.includes('start') ? start : []),
      finalized,
    ]);
  });

  test('that fails at the pull stops there, and leaves no application', async () => {
    const app = name();
    engines()[1]!.interfere((call, response) => {
      if (!call.target.startsWith('images/create')) return false;
      response.writeHead(200).end('{"status":"Pulling"}\n{"error":"no such manifest"}\n');
      return true;
    });
    const lines = await send('POST', 'create?start=true&forcePull=true', creation(app));
    expect(lines).toEqual([
      ...oneApart(
        labels.pull,
        'POST images/create?fromImage=busybox',
        ['OK', 200],
        ['Error', 500, 'no such manifest'],
      ),
      finalized,
    ]);
    await owner()('GET', `/applications/list/${app}`).expect(404);
  });

  test('that fails at the containers deletes those that were created, and leaves no application', async () => {
    const app = name();
    const request = `containers/create?name=${app}_tmp`;
    refuse(/^POST containers\/create/);
    expect(await send('POST', 'create', creation(app))).toEqual([
      ...oneApart(labels.create, `POST ${request}`, made, boom),
      ...stageOnAll(labels.back, `DELETE containers/${app}_tmp?force=true`, {
        hosts: hosts().filter((_host, at) => at !== 1),
        said: done,
      }),
      finalized,
    ]);
    await owner()('GET', `/applications/list/${app}`).expect(404);
    for (const { containers } of engines()) expect([...containers.keys()]).not.toContain(app);
  });
});

describe('an update', () => {
  const change = { Command: { Image: 'busybox', Cmd: ['second'] } };
  const currentOf = async (app: string): Promise<unknown> => {
    const { body } = await owner()('GET', '/applications/list');
    return (body as readonly Record<string, unknown>[]).find((one) => one['Name'] === app);
  };

  test('always pulls, and starts where that is asked for', async () => {
    const app = await createOne('?start=true');
    const { pull, create, delete: remove, setUp, start } = stagesOf(app, done);
    const deployed = [...pull, ...create, ...remove, ...setUp];
    expect(await send('PUT', `update/${app}?restart=true`, change)).toEqual([
      ...deployed,
      ...start,
      finalized,
    ]);
    expect(await send('PUT', `update/${app}`, { Command: { Image: 'busybox' } })).toEqual([
      ...deployed,
      finalized,
    ]);
    expect(await send('PUT', `update/${app}?restart=true`, {})).toEqual([
      ...deployed,
      ...start,
      finalized,
    ]);
  });

  test('without anything to do ends at once', async () => {
    const app = await createOne();
    expect(await send('PUT', `update/${app}`, {})).toEqual([finalized]);
  });

  test('of no host but one takes the others away, and then none is asked for anything', async () => {
    const app = await createOne('?start=true');
    const request = { Remove: hosts().slice(1) };
    const remove = stageOnAll(labels.delete, `DELETE containers/${app}?force=true`, {
      hosts: hosts().slice(1),
      said: done,
    });
    expect(await send('PUT', `update/${app}`, request)).toEqual([...remove, finalized]);
    expect(engines().map(({ containers }) => containers.has(app))).toEqual([true, false, false]);
    const last = { Remove: hosts().slice(0, 1) };
    const none = { hosts: [], said: done };
    const empty = (label: string, asked: string): object[] => stageOnAll(label, asked, none);
    expect(await send('PUT', `update/${app}?restart=true`, last)).toEqual([
      ...stageOnAll(labels.delete, `DELETE containers/${app}?force=true`, {
        ...{ hosts: hosts().slice(0, 1), said: done },
      }),
      ...empty(labels.pull, 'POST images/create?fromImage=busybox'),
      ...empty(labels.create, `POST containers/create?name=${app}_tmp`),
      ...empty(labels.delete, `DELETE containers/${app}?force=true`),
      ...empty(labels.setUp, `POST containers/${app}_tmp/rename?name=${app}`),
      ...empty(labels.start, `POST containers/${app}/start`),
      finalized,
    ]);
    expect(await currentOf(app)).toMatchObject({ Instances: [] });
  });

  /** At which stage, by which request, what is undone, and where. */
  const failures = [
    ['pull', /^POST images\/create/, null, 0],
    ['create', /^POST containers\/create/, '_tmp', 2],
    ['delete', /\/rename\?name=.*_old$/, '_tmp', 3],
    ['setUp', /\/rename\?name=(?!.*_(?:old|tmp)$)/, '', 3],
    ['start', /\/start$/, '', 3],
  ] as const;

  test.each(failures)(
    'that fails at the stage %s goes no further, and each host has its container back',
    async (stage, pattern, suffix, undone) => {
      const app = await createOne('?start=true');
      const before = engines().map(({ containers }) => containers.get(app)!.id);
      const current = await currentOf(app);
      const stages = stagesOf(app, done);
      const order = ['pull', 'create', 'delete', 'setUp', 'start'] as const;
      refuse(pattern);
      const lines = await send('PUT', `update/${app}?restart=true`, change);
      const reached = order.slice(0, order.indexOf(stage)).flatMap((one) => stages[one]);
      const failed = stages[stage].map((line) =>
        (line as { readonly Instance: string }).Instance === hosts()[1]
          ? { ...line, Status: 'Error', Code: 500, Message: expect.any(String) }
          : line,
      );
      const back = stageOnAll(labels.back, `DELETE containers/${app}${suffix ?? ''}?force=true`, {
        hosts: undone === 2 ? hosts().filter((_host, at) => at !== 1) : hosts(),
        said: done,
      });
      expect(lines).toEqual([...reached, ...failed, ...(suffix === null ? [] : back), finalized]);
      expect(engines().map(({ containers }) => containers.get(app))).toMatchObject(
        before.map((id) => ({ id, isRunning: true })),
      );
      expect(await currentOf(app)).toEqual(current);
      const { body } = await owner()('GET', `/applications/list/${app}`);
      expect(body).toMatchObject([{ Status: 'failed' }, { Status: 'succeeded' }]);
    },
  );
});

describe('a revert', () => {
  test('creates the containers of the earlier deployment, starts none, and adds nothing to the history', async () => {
    const app = await createOne('?start=true');
    await send('PUT', `update/${app}?restart=true`, { Command: { Image: 'busybox:2' } });
    const history = (await owner()('GET', `/applications/list/${app}`)).body;
    const { pull, create, delete: remove, setUp } = stagesOf(app, done);
    const deployed = [...create, ...remove, ...setUp, finalized];
    expect(await send('POST', `revert/${app}`)).toEqual(deployed);
    for (const { containers } of engines())
      expect(containers.get(app)).toMatchObject({ isRunning: false, body: { Image: 'busybox' } });
    expect(await send('POST', `revert/${app}?target=-1&forcePull=true`)).toEqual([
      ...pull,
      ...deployed,
    ]);
    expect((await owner()('GET', `/applications/list/${app}`)).body).toEqual(history);
  });
});

describe('starting and stopping', () => {
  test.each([
    ['start', labels.start, false],
    ['stop', labels.stop, true],
  ] as const)('%s says that it is done, and then that it was', async (verb, label, runs) => {
    const app = await createOne(`?start=${runs}`);
    const request = `POST containers/${app}/${verb}`;
    const all = (said: Said): object[] => stageOnAll(label, request, { hosts: hosts(), said });
    expect(await send('POST', `${verb}/${app}`)).toEqual([...all(done), finalized]);
    expect(await send('POST', `${verb}/${app}`)).toEqual([...all(['Warning', 304]), finalized]);
  });

  test.each([
    ['start', 'stop', labels.start, false],
    ['stop', 'start', labels.stop, true],
  ] as const)(
    '%s asks those where it was done for the opposite when one host fails',
    async (verb, opposite, label, runs) => {
      const app = await createOne(`?start=${runs}`);
      refuse(new RegExp(`/${verb}$`));
      expect(await send('POST', `${verb}/${app}`)).toEqual([
        ...oneApart(label, `POST containers/${app}/${verb}`, done, boom),
        ...stageOnAll(labels.back, `POST containers/${app}/${opposite}`, {
          hosts: hosts().filter((_host, at) => at !== 1),
          said: done,
        }),
        finalized,
      ]);
      expect(engines().map(({ containers }) => containers.get(app)!.isRunning)).toEqual([
        ...[runs, runs, runs],
      ]);
    },
  );
});
