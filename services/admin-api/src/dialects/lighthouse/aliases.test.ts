/** Aliases: what they name, and whose they are. */
import { beaconToken, type Client, useLighthouse } from './test-support/use-lighthouse.ts';

const { addPerson, beacon, name } = useLighthouse();

const set = (client: Client, alias: string, address: string) =>
  client('PUT', `/aliases/${alias}`, JSON.stringify(address));

let owner: Client;
let stranger: Client;
let address: string;
let alias: string;
beforeAll(async () => {
  [owner, stranger] = [await addPerson(name(), 0), await addPerson(name(), 0)];
  [address, alias] = [`${beacon().address}/own`, name()];
  const body = { Address: address, Token: beaconToken, Alias: alias };
  await owner('POST', '/beacons/create', body).expect(200);
});

const shown = async (): Promise<unknown> => (await owner('GET', '/beacons/list')).body[0].Alias;

test('an alias stands in the path and the address in the body; the last one is shown', async () => {
  const other = name();
  await set(owner, other, address).expect(200);
  expect(await shown()).toBe(other);
  expect((await owner('GET', `/beacons/list/${other}`)).body).toHaveLength(1);
  expect((await owner('GET', `/beacons/list/${alias}`)).body).toHaveLength(1);
  await set(owner, alias, address).expect(200);
  expect(await shown()).toBe(alias);
});

test('older clients send them the other way around, in the path with its slashes', async () => {
  const other = name();
  await set(owner, address, other).expect(200);
  expect(await shown()).toBe(other);
  const instance = name();
  await set(owner, '127.0.0.1:5001/v1.12', instance).expect(200);
  const [first] = (await owner('GET', `/beacons/list/${address}`)).body;
  expect(first.Alias).toBe(instance);
});

test('an empty one is refused with a status alone, as a text without characters', async () => {
  const answer = await owner('PUT', `/aliases/${name()}`, '""');
  const { 'content-type': type, 'content-length': length } = answer.headers;
  expect([answer.status, type, length]).toEqual([400, 'text/plain; charset=utf-8', '0']);
  expect(answer.text).toBe('');
});

test.each(['{', '[]', '1', ''])('the body %j is refused', async (body) => {
  const answer = await owner('PUT', `/aliases/${name()}`, body);
  expect([answer.status, answer.body.Cause]).toEqual([400, 'aliases']);
});

test('the address of a beacon, and of an instance on it, needs level 1 there', async () => {
  for (const target of [address, '127.0.0.1:5001/v1.12'])
    expect((await set(stranger, name(), target)).status).toBe(403);
});

test('nobody takes an alias away from a beacon that they may not change', async () => {
  const answer = await set(stranger, alias, 'elsewhere.example:5000');
  expect([answer.status, answer.headers['x-error-code']]).toEqual([403, 'beacon_forbidden']);
});

test('an alias of an address that nobody registered belongs to whoever set it', async () => {
  const own = name();
  await set(stranger, own, 'elsewhere.example:5000').expect(200);
  await set(owner, own, 'nowhere.example:5000').expect(403);
  await set(stranger, own, 'nowhere.example:5000').expect(200);
});

test('an alias is never the address of a beacon, nor the other way around', async () => {
  const plain = beacon().address;
  const taken = await set(stranger, 'host.example', 'elsewhere.example:5000');
  expect(taken.status).toBe(200);
  const body = { Address: plain, Token: beaconToken, Alias: name() };
  await owner('POST', '/beacons/create', body).expect(200);
  const asAlias = await stranger('PUT', `/aliases/elsewhere.example:81`, JSON.stringify(plain));
  expect(asAlias.status).toBe(403);
  const beside = { Address: 'host.example', Token: beaconToken, Alias: name() };
  const answer = await owner('POST', '/beacons/create', beside);
  expect([answer.status, answer.body.Message]).toEqual([400, 'databases: key already exists']);
});
