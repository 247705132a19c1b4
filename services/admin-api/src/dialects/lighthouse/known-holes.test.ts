/** The holes of the original: each title is what anybody could do there, and its test shows that nobody can here. */
import { type AddressInfo, createServer } from 'node:net';
import { boot2docker } from '@moorgate/testing';
import { insertOwnedApplication } from '../../test-support/insert-application.ts';
import { beaconToken, type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { app, addPerson, beacon, clientWith, logIn, name, root } = useLighthouse();

let owner: Client;
let stranger: Client;
let owners: { readonly first: string; readonly second: string };
let strangersName: string;
let address: string;
let alias: string;
beforeAll(async () => {
  owners = { first: name(), second: name() };
  strangersName = name();
  owner = await addPerson(owners.first, 5);
  await addPerson(owners.second, 0);
  stranger = await addPerson(strangersName, 4);
  address = `${beacon().address}/theirs`;
  alias = name();
  const body = { Address: address, Token: beaconToken, Alias: alias };
  await owner('POST', '/beacons/create', body).expect(200);
  await owner('PUT', `/users/${owners.second}`, { Beacons: { [address]: 2 } }).expect(200);
});
afterEach(() => {
  beacon().answerWith(null);
  beacon().report([boot2docker]);
});

const levelsOf = async (username: string): Promise<unknown> =>
  (await root()('GET', `/users/${username}`)).body.Permissions.Beacons;

test('becoming the owner of a beacon by failing to create it', async () => {
  const fresh = `${beacon().address}/failed`;
  const attempts = [
    { Address: address, Token: beaconToken, Alias: name() },
    { Address: address, Token: 'wrong', Alias: name() },
    { Address: fresh, Token: 'wrong', Alias: name() },
    { Address: fresh, Token: beaconToken, Alias: alias },
  ];
  for (const body of attempts) {
    const { status } = await stranger('POST', '/beacons/create', body);
    expect([body, status >= 400]).toEqual([body, true]);
  }
  expect(await levelsOf(strangersName)).toEqual({});
  expect(await levelsOf(owners.first)).toEqual({ [address]: 2 });
});

test('becoming the owner of an application by failing to create it', async () => {
  const { name: theirs } = await insertOwnedApplication(app(), owners.first);
  const Command = { Image: 'busybox' };
  const Instances = ['127.0.0.1:5001/v1.12'];
  for (const Name of [theirs, name()]) {
    const answer = await stranger('POST', '/applications/create', { Name, Command, Instances });
    expect([Name, answer.status]).toEqual([Name, 403]);
  }
  expect((await stranger('GET', '/applications/list')).body).toEqual([]);
  await stranger('POST', `/applications/stop/${theirs}`).expect(403);
});

/** A port of this host that nobody may reach through us, and how many connections came. */
const openVictim = async () => {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  return { port: (server.address() as AddressInfo).port, count: () => connections, close };
};

test('reaching any host of the network through the proxy', async () => {
  const victim = await openVictim();
  const before = beacon().requests.length;
  const hostile = `127.0.0.1:${victim.port}`;
  const called = name();
  await stranger('PUT', `/aliases/${called}`, JSON.stringify(hostile)).expect(200);
  const early = clientWith({ Cookie: await logIn(strangersName) }, '/api/v0.1');
  const hosts = [
    ...[hostile, called, `${hostile}/v1.41`, `localhost:${victim.port}`, `[::1]:${victim.port}`],
    ...[`x@${hostile}`, `http://${hostile}`, `${address}/../../${hostile}`, address, alias],
    ...['127.0.0.1:5001/v1.12', `${alias}.boot2docker`, '169.254.169.254'],
  ].map(encodeURIComponent);
  for (const host of hosts)
    for (const path of [`/d/${host}/version`, `/${host}/d/version`]) {
      for (const method of ['GET', 'POST'])
        expect([400, 403]).toContain((await stranger(method, path)).status);
      expect([path, (await early('GET', path)).status]).toEqual([path, 401]);
    }
  const Command = { Image: 'busybox' };
  for (const host of [hostile, called, '127.0.0.1:5001/v1.12']) {
    const body = { Name: name(), Command, Instances: [host] };
    expect([400, 403]).toContain((await stranger('POST', '/applications/create', body)).status);
  }
  expect([victim.count(), beacon().requests.length]).toEqual([0, before]);
  await victim.close();
});

test('renaming and refreshing what belongs to others', async () => {
  const before = beacon().requests.length;
  const named = (text: string, to: string) =>
    stranger('PUT', `/aliases/${text}`, JSON.stringify(to));
  await named(name(), address).expect(403);
  await named(name(), '127.0.0.1:5001/v1.12').expect(403);
  await named(alias, 'elsewhere.example:5000').expect(403);
  await named(`${alias}.boot2docker`, 'elsewhere.example:5000').expect(403);
  await stranger('PUT', `/beacons/refresh/${address}`).expect(403);
  await stranger('PUT', `/beacons/refresh/${alias}`).expect(403);
  expect(beacon().requests).toHaveLength(before);
  expect((await owner('GET', '/beacons/list')).body).toEqual([{ Alias: alias, Address: address }]);
});

test('taking an application from its owner without being one', async () => {
  const { name: theirs } = await insertOwnedApplication(app(), owners.first);
  const give = (client: Client, to: string, level: number) =>
    client('PUT', `/users/${to}`, { Applications: { [theirs]: level } });
  await give(owner, owners.second, 2).expect(200);
  await give(owner, strangersName, 1).expect(200);
  for (const level of [-1, 0, 1]) await give(stranger, owners.second, level).expect(403);
  await give(stranger, strangersName, 2).expect(403);
  const levels = (await root()('GET', `/users/${owners.second}`)).body.Permissions.Applications;
  expect(levels).toEqual({ [theirs]: 2 });
});

test('taking ownership of a beacon from an owner without being one', async () => {
  await owner('PUT', `/users/${strangersName}`, { Beacons: { [address]: 1 } }).expect(200);
  for (const level of [-1, 0, 1])
    await stranger('PUT', `/users/${owners.second}`, { Beacons: { [address]: level } }).expect(403);
  await stranger('DELETE', `/beacons/user/${address}/${owners.first}`).expect(403);
  await stranger('PUT', `/beacons/user/${address}/${owners.second}`).expect(403);
  for (const username of Object.values(owners))
    expect(await levelsOf(username)).toEqual({ [address]: 2 });
});
