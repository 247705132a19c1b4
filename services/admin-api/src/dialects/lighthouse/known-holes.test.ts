/** The holes of the original: each title is what anybody could do there, and its test shows that nobody can here. */
import { boot2docker } from '@moorgate/testing';
import { beaconToken, type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { addPerson, beacon, name, root } = useLighthouse();

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

test('taking ownership from an owner without being one', async () => {
  await owner('PUT', `/users/${strangersName}`, { Beacons: { [address]: 1 } }).expect(200);
  for (const level of [-1, 0, 1])
    await stranger('PUT', `/users/${owners.second}`, { Beacons: { [address]: level } }).expect(403);
  await stranger('DELETE', `/beacons/user/${address}/${owners.first}`).expect(403);
  await stranger('PUT', `/beacons/user/${address}/${owners.second}`).expect(403);
  for (const username of Object.values(owners))
    expect(await levelsOf(username)).toEqual({ [address]: 2 });
});
