/** Applications of compose files: deployed by the native dialect, and what clients of Lighthouse see and do of them. */
import { nativeClientOf } from './test-support/applications/native-client.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { name } = lighthouse;
const { createOne, engines, hosts, owner, ownersName } = useEngines(lighthouse, 2);
let native: Client;
beforeAll(async () => {
  native = await nativeClientOf(lighthouse, ownersName());
});

const compose = `
services:
  web: { image: busybox, depends_on: [db] }
  db: { image: "busybox:2", volumes: ["data:/data"] }
volumes: { data: {} }
`;

const send = (method: string, path: string, body?: object) =>
  native(method, path).set('Content-Type', 'application/json').send(JSON.stringify(body));

/** Asks for an operation, and answers how it ended. */
const operate = async (method: string, path: string, body?: object): Promise<string> => {
  const begun = await send(method, path, body);
  expect([begun.status, begun.text]).toEqual([202, expect.any(String)]);
  for (;;) {
    const { status } = (await native('GET', `/operations/${begun.body.id}`)).body;
    if (status === 'succeeded' || status === 'failed') return status;
  }
};

const createComposed = async (): Promise<string> => {
  const created = name();
  const body = { name: created, compose, instances: hosts(), 'force-pull': true };
  expect(await operate('POST', '/applications', body)).toBe('succeeded');
  return created;
};

const shown = (application: string): readonly (readonly string[])[] =>
  engines().map(({ containers }) =>
    [...containers.values()]
      .filter((one) => one.name === application || one.name.startsWith(`${application}_`))
      .map((one) => `${one.name.slice(application.length)} ${one.isRunning ? 'up' : 'down'}`)
      .sort(),
  );

const both = (...lines: readonly string[]) => [lines, lines];

test('a compose file is deployed, shown as it was sent, and updated to one container and back', async () => {
  const application = await createComposed();
  expect(shown(application)).toEqual(both('_db up', '_web up'));
  const history = () => native('GET', `/applications/${application}/deployments`);
  expect((await history()).body).toMatchObject([
    { kind: 'compose', compose, command: null, image: null, images: ['busybox:2', 'busybox'] },
  ]);
  const path = `/applications/${application}`;
  const command = { Image: 'busybox' };
  expect(await operate('PATCH', path, { command, restart: true })).toBe('succeeded');
  expect(shown(application)).toEqual(both(' up'));
  expect((await history()).body[0]).toMatchObject({ kind: 'container', compose: null, command });
  expect(await operate('PATCH', path, { compose, restart: true })).toBe('succeeded');
  expect(shown(application)).toEqual(both('_db up', '_web up'));
});

test('clients of Lighthouse list such an application, stop, start and revert it, and see the form that they know', async () => {
  const application = await createComposed();
  const { body: list } = await owner()('GET', '/applications/list').expect(200);
  const [last] = (list as readonly object[]).slice(-1);
  expect(last).toEqual({
    ...{ Id: expect.any(Number), CurrentDeployment: expect.any(Number) },
    ...{ Name: application, Instances: hosts() },
  });
  const history = await owner()('GET', `/applications/list/${application}`).expect(200);
  expect(history.body).toEqual([
    {
      ...{ Id: expect.any(Number), Creator: ownersName(), Date: expect.any(String) },
      ...{ Image: 'busybox:2, busybox', Command: {}, Version: 1, Status: 'succeeded' },
    },
  ]);
  await owner()('POST', `/applications/stop/${application}`).expect(200);
  expect(shown(application)).toEqual(both('_db down', '_web down'));
  await owner()('POST', `/applications/start/${application}`).expect(200);
  expect(shown(application)).toEqual(both('_db up', '_web up'));
  const target = history.body[0].Id;
  await owner()('PUT', `/applications/revert/${application}?target=${target}`).expect(200);
  expect(shown(application)).toEqual(both('_db down', '_web down'));
});

test('a client of Lighthouse that sends back the command which it was shown leaves the file deployed', async () => {
  const application = await createComposed();
  const { body } = await owner()('GET', `/applications/list/${application}`);
  const change = { Command: body[0].Command, Add: [], Remove: [hosts()[1]] };
  await owner()('PUT', `/applications/update/${application}?restart=true`, change).expect(200);
  expect(shown(application)).toEqual([['_db up', '_web up'], []]);
  expect((await owner()('GET', `/applications/list/${application}`)).body).toHaveLength(1);
});

test.each([
  [{}, '/body/command', 'must be given, or a compose file in its place'],
  [{ compose, command: { Image: 'busybox' } }, '/body/compose', 'must not be given together with'],
  [{ compose: '' }, '/body/compose', 'The file'],
  [
    { compose: 'services: { web: { image: busybox, privileged: true } }' },
    '/body/compose',
    'services.web.privileged is not supported',
  ],
  [
    { compose: 'services: { web: { image: busybox, volumes: ["/etc:/etc"] } }' },
    '/body/compose',
    'services.web.volumes[0]',
  ],
  [{ compose, health: { Retries: 1 } }, '/body/health/Retries', 'must not be given'],
])(
  'what can be no deployment is a 400 that names the field and the key, case %#',
  async (content, pointer, message) => {
    const body = { name: name(), instances: hosts(), ...content };
    const { status, body: problem } = await send('POST', '/applications', body);
    expect([status, problem.code]).toEqual([400, 'invalid_request']);
    expect(problem.issues ?? problem.errors).toContainEqual({
      pointer,
      message: expect.stringContaining(message),
    });
  },
);

test('an update takes either a command or a file', async () => {
  const application = await createOne();
  const body = { command: { Image: 'busybox' }, compose };
  const { status, text } = await send('PATCH', `/applications/${application}`, body);
  expect([status, text]).toEqual([400, expect.stringContaining('/body/compose')]);
});
