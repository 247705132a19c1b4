/** Every recorded exchange, in the bytes of the recording. */
import { boot2docker } from '@moorgate/testing';
import {
  replayConversation,
  type ReplayOptions,
  type Values,
} from '../../test-support/replay-conversation.ts';
import { testPassword } from '../../test-support/test-app.ts';
import { finalized, linesOf } from './test-support/applications/read-lines.ts';
import { useEngines } from './test-support/applications/use-engines.ts';
import { beaconToken, type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const lighthouse = useLighthouse();
const { app, beacon, addPerson, as, logIn, name, root } = lighthouse;
const { hosts, ownersName } = useEngines(lighthouse, 4);

const replay = (file: string, values: Values, options: ReplayOptions = {}): Promise<Values> =>
  replayConversation(
    app().origin,
    new URL(`examples/${file}.http`, import.meta.url),
    { password: testPassword, ...values },
    options,
  );

/** Makes somebody of this level, and answers the cookie of a session of theirs. */
const cookieOfNew = async (username: string, level: number): Promise<string> => {
  await addPerson(username, level);
  return logIn(username);
};

const connect = (client: Client, Address: string, Alias = name()) =>
  client('POST', '/beacons/create', { Address, Token: beaconToken, Alias }).expect(200);

test('the exchanges about users are answered as recorded, and do what they say', async () => {
  await addPerson('admin', 2);
  await addPerson('manager', 1);
  const employee = await addPerson('employee', 0);
  const chief = await addPerson('chief', 43);
  const [near, far] = [`${beacon().address}/near`, `${beacon().address}/far`];
  await connect(chief, near);
  await connect(chief, far);
  await chief('PUT', '/users/manager', { Beacons: { [near]: 2, [far]: 1 } }).expect(200);
  const letIn = () => chief('PUT', `/beacons/user/${far}/employee`).expect(200);
  const cookies = { manager: await logIn('manager'), chief: await logIn('chief') };
  await replay('users', cookies, {
    standIns: { '127.0.0.1:5002': near, '192.168.1.100': far },
    before: { 'Update a user': letIn },
  });
  const changed = await as('employee', 'updated password');
  const { body } = await changed('GET', '/users/employee').expect(200);
  expect(body).toEqual({ AuthLevel: 1, Permissions: { Beacons: { [near]: 2 } } });
  await employee('GET', '/users/list').expect(401);
  await as('intern', 'lol what is real life');
});

test('the exchanges about beacons are answered as recorded', async () => {
  const asker = await cookieOfNew(name(), 0);
  const other = `${beacon().address}/other`;
  await replay(
    'beacons',
    { asker, Instance: other },
    {
      standIns: {
        'example.com/mybeacon"': `example.com:${beacon().port}/mybeacon"`,
        '<Beacon address>': other,
        '<Beacon token>': beaconToken,
      },
    },
  );
  const seen = beacon().requests.slice(-2);
  expect(seen.map(({ path, headers }) => [path, headers['token']])).toEqual([
    ['/mybeacon/vms', 'MY_TOKEN'],
    ['/other/vms', beaconToken],
  ]);
});

test('the lists of beacons and instances are answered as recorded', async () => {
  const user = name();
  const address = `${beacon().address}/list`;
  await connect(await addPerson(user, 0), address, 'TheirBeacon');
  const standIns = { '127.0.0.1:5002': address, MyBeacon: 'TheirBeacon' };
  await replay('beacon-lists', { asker: await logIn(user) }, { standIns });
});

test('the exchanges about aliases are answered as recorded', async () => {
  const asker = await cookieOfNew(name(), 0);
  await replay('aliases', { asker }, { standIns: { '127.0.0.1:5001': '127.0.0.1:5099' } });
});

test('logins and sessions are answered as recorded', async () => {
  const login = name();
  await addPerson(login, 0);
  await replay('sessions', { login });
});

test('the first version answers as recorded', async () => {
  const login = name();
  await connect(await addPerson(login, 0), `${beacon().address}/first`);
  await replay('first-version', { login });
});

test('changes of a beacon’s token are answered as recorded', async () => {
  const [owner, stranger] = [name(), name()];
  const values = { address: `${beacon().address}/token`, alias: name() };
  await connect(await addPerson(owner, 1), values.address, values.alias);
  await replay('beacon-token', {
    ...values,
    owner: await logIn(owner),
    stranger: await cookieOfNew(stranger, 0),
    stranger_name: stranger,
  });
});

test('somebody is let in and out as recorded', async () => {
  const [owner_name, stranger_name] = [name(), name()];
  const values = { address: `${beacon().address}/access`, alias: name() };
  await connect(await addPerson(owner_name, 1), values.address, values.alias);
  await replay('beacon-access', {
    ...values,
    owner_name,
    stranger_name,
    owner: await logIn(owner_name),
    stranger: await cookieOfNew(stranger_name, 0),
  });
});

test('beacons are connected, and refused, as recorded', async () => {
  const people = { owner: await cookieOfNew(name(), 0), stranger: await cookieOfNew(name(), 0) };
  const { address, report, answerWith } = beacon();
  const before = {
    'Nothing to reach': () => report([]),
    'A beacon that fails': () =>
      answerWith((_request, response) => response.writeHead(503).end('an inner secret')),
    'Nothing was stored': () => answerWith(null),
  };
  await replay('beacon-create', { ...people, address }, { before });
  report([boot2docker]);
});

test('levels decide as recorded', async () => {
  const names = {
    owner_name: name(),
    manager_name: name(),
    equal_name: name(),
    employee_name: name(),
    fresh_name: name(),
  };
  const address = `${beacon().address}/levels`;
  const owner = await addPerson(names.owner_name, 2);
  await connect(owner, address);
  await addPerson(names.manager_name, 1);
  await owner('PUT', `/users/${names.manager_name}`, { Beacons: { [address]: 1 } }).expect(200);
  await root()('PUT', `/users/${names.owner_name}`, { AuthLevel: 0 }).expect(200);
  await replay('levels', {
    ...names,
    address,
    manager: await logIn(names.manager_name),
    equal: await cookieOfNew(names.equal_name, 1),
    employee: await cookieOfNew(names.employee_name, 0),
    newcomer: await cookieOfNew(name(), 0),
  });
});

test('the calls about applications are answered as recorded, and their streams have the stages in their order', async () => {
  const addresses = [
    'instance1.org',
    'instance2.com',
    '192.168.1.100:5000',
    'instance3.org',
  ] as const;
  const standIns = Object.fromEntries(addresses.map((address, at) => [address, hosts()[at]!]));
  const values = {
    asker: await logIn(ownersName()),
    asker_name: ownersName(),
    date: app().clock.now().toISOString(),
    last: JSON.stringify(finalized),
  };
  const streams = await replay('applications', values, { standIns });
  const stagesOf = (stream: string): string[] =>
    linesOf({ text: streams[stream]! })
      .filter(({ Status }) => Status === 'Complete')
      .map(({ Message, Total }) => `${Message}: ${Total}`);
  const deployed = (count: number): string[] =>
    [
      'Pulling required image',
      'Creating new container',
      'Deleting old containers',
      'Setting up new container',
    ].map((label) => `${label}: ${count}`);
  const start = 'Starting application: 3';
  expect(stagesOf('created')).toEqual([...deployed(3), start]);
  expect(stagesOf('stopped')).toEqual(['Stopping application: 3']);
  expect(stagesOf('started')).toEqual([start]);
  expect(stagesOf('updated')).toEqual(['Deleting old containers: 1', ...deployed(3), start]);
  expect(stagesOf('reverted')).toEqual(deployed(3));
});
