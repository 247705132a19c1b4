/** What a request about an application means, before its first line and from then on, as far as the stream alone does not show it. */
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { insertOwnedApplication } from '../../test-support/insert-application.ts';
import { type Line, linesOf } from './test-support/applications/read-lines.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { app, addPerson, logIn, name, root } = lighthouse;
const { owner, ownersName, hosts, engines, creation, createOne } = useEngines(lighthouse, 2);

interface Listed {
  readonly Id: number;
  readonly Name: string;
  readonly Instances: readonly string[];
  readonly CurrentDeployment: number;
}

const listed = async (Name: string, client: Client = owner()): Promise<Listed | undefined> => {
  const { body } = await client('GET', '/applications/list').expect(200);
  return (body as readonly Listed[]).find((one) => one.Name === Name);
};

const parametersWrong = 'applications: not enough or invalid parameters given';

test('each line is sent when it is so, and that of a host when the host is done', async () => {
  const Name = await createOne();
  const held = Promise.withResolvers<() => void>();
  engines()[0]!.interfere((call, response, carryOut) => {
    if (!call.target.endsWith('/start')) return false;
    held.resolve(() => carryOut(response));
    return true;
  });
  const answer = await fetch(`${app().origin}/api/v0.2/applications/start/${Name}`, {
    method: 'POST',
    headers: { cookie: await logIn(ownersName()) },
  });
  const lines = createInterface({ input: Readable.fromWeb(answer.body!) })[Symbol.asyncIterator]();
  const next = async (): Promise<Line> => JSON.parse((await lines.next()).value!) as Line;
  expect(await next()).toMatchObject({ Status: 'Starting', Item: 0, Total: 2 });
  expect(await next()).toMatchObject({ Status: 'OK', Instance: hosts()[1], Item: 1, Total: 2 });
  (await held.promise)();
  expect(await next()).toMatchObject({ Status: 'OK', Instance: hosts()[0], Item: 0, Total: 2 });
  expect(await next()).toMatchObject({ Status: 'Complete', Item: 2, Total: 2 });
  expect(await next()).toMatchObject({ Status: 'Finalized' });
  expect((await lines.next()).done).toBe(true);
});

test('whoever creates an application owns it once it is there', async () => {
  const Name = await createOne();
  const { body } = await root()('GET', `/users/${ownersName()}`).expect(200);
  expect(body.Permissions.Applications).toMatchObject({ [Name]: 2 });
});

test('a creation that is refused leaves nothing', async () => {
  const Name = name();
  const asked = creation(Name, { Command: { Cmd: ['true'] } });
  const answer = await owner()('POST', '/applications/create?forcePull=true', asked);
  expect([answer.status, answer.body.Message]).toEqual([400, parametersWrong]);
  expect(await listed(Name)).toBeUndefined();
  await owner()('GET', `/applications/list/${Name}`).expect(404);
  await owner()('POST', '/applications/create', creation(Name)).expect(200);
});

test.each(['a', '-web', '.web', 'web/1', 'web 1', 'web?force=1', '%2e%2e', 'wéb', 'w'.repeat(129)])(
  'an application is not called %j',
  async (Name) => {
    const before = engines().map(({ containers }) => containers.size);
    const answer = await owner()('POST', '/applications/create', creation(Name));
    expect([answer.status, answer.body.Message]).toEqual([400, parametersWrong]);
    expect(engines().map(({ containers }) => containers.size)).toEqual(before);
  },
);

test('a name of digits is none, since it would be an id', async () => {
  const answer = await owner()('POST', '/applications/create', creation('4711'));
  expect([answer.status, answer.body.Message]).toEqual([400, parametersWrong]);
});

test('the name of an image stays one value of the query', async () => {
  const Image = 'registry.example:5000/a&b=c/d:1';
  const targets: string[] = [];
  engines()[0]!.interfere(({ target }) => {
    targets.push(target);
    return false;
  });
  await owner()(
    'POST',
    '/applications/create?forcePull=1',
    creation(name(), { Command: { Image } }),
  );
  expect(targets.find((target) => target.includes('images/create'))).toMatch(
    /images\/create\?fromImage=registry\.example%3A5000%2Fa%26b%3Dc%2Fd%3A1$/,
  );
});

test('hosts that are added twice, or are there already, are there once', async () => {
  const [first, second] = hosts();
  const Name = await createOne('', { Instances: [first] });
  const change = { Add: [first, second, second] };
  const lines = linesOf(await owner()('PUT', `/applications/update/${Name}`, change).expect(200));
  expect(new Set(lines.map(({ Instance }) => Instance))).toEqual(new Set(['', second]));
  expect((await listed(Name))?.Instances).toEqual([first, second]);
});

test('an update with a command that names no image is refused, and the application stays what it is', async () => {
  const Name = await createOne();
  const before = await listed(Name);
  const change = { Command: { Cmd: ['true'] } };
  const answer = await owner()('PUT', `/applications/update/${Name}`, change);
  expect([answer.status, answer.body.Message]).toEqual([400, parametersWrong]);
  expect(await listed(Name)).toEqual(before);
  expect((await owner()('GET', `/applications/list/${Name}`)).body).toHaveLength(1);
});

test('a target below 0 counts from the newest deployment, whichever is current', async () => {
  const Name = await createOne();
  for (const word of ['second', 'third'])
    await owner()('PUT', `/applications/update/${Name}`, {
      Command: { Image: 'busybox', Cmd: [word] },
    }).expect(200);
  const { body } = await owner()('GET', `/applications/list/${Name}`);
  const [, second, first] = body as readonly { readonly Id: number }[];
  for (const [target, deployment] of [
    [-2, first],
    [-1, second],
    [-1, second],
  ] as const) {
    await owner()('POST', `/applications/revert/${Name}?target=${target}`).expect(200);
    expect((await listed(Name))?.CurrentDeployment).toBe(deployment!.Id);
  }
  const tooFar = await owner()('POST', `/applications/revert/${Name}?target=-3`);
  expect([tooFar.status, tooFar.body.Message]).toEqual([
    400,
    'applications: no previous deployment to rollback to',
  ]);
});

test.each(['', '?target=-1', '?target=7'])(
  'an application without deployments is not reverted by %j: 404',
  async (query) => {
    const username = name();
    const client = await addPerson(username, 0);
    const { name: Name } = await insertOwnedApplication(app(), username, []);
    const answer = await client('POST', `/applications/revert/${Name}${query}`);
    expect([answer.status, answer.body.Cause]).toEqual([404, 'applications']);
  },
);

test.each([-1, 0, 1, 2])('at level %i each count is answered for itself', async (level) => {
  const { name: Name } = await insertOwnedApplication(app(), ownersName(), ['one', 'two', 'three']);
  const username = name();
  const client = await addPerson(username, 0);
  await owner()('PUT', `/users/${username}`, { Applications: { [Name]: level } }).expect(200);
  for (const [count, shown] of [
    [-10, null],
    [0, 0],
    [3, 3],
    [6, 3],
  ] as const) {
    const { status, body } = await client('GET', `/applications/list/${Name}?count=${count}`);
    if (shown === null) expect([count, status]).toEqual([count, 400]);
    else expect([count, status, body.length]).toEqual([count, 200, level < 0 ? 0 : shown]);
  }
});
