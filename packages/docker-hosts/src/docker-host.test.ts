/** Which host a text means, and who may use it. */
import { setAlias } from '@moorgate/beacons';
import { upsertBeaconPermission } from '@moorgate/db';
import { type DockerHost, resolveDockerHost } from './docker-host.ts';
import { type DockerGround, openDockerGround } from './test-support/docker-ground.ts';

let ground: DockerGround;
beforeAll(async () => {
  ground = await openDockerGround();
});
afterAll(() => ground.close());

const shared = '127.0.0.1:5001/v1.12';

test('a host is known by its address and by its alias, with the level on its beacon', async () => {
  const beacon = await ground.startBeacon();
  const owner = await ground.addUser();
  const host = await ground.own(owner, beacon.address, 'lab');
  expect(host).toMatchObject({ address: shared, name: 'boot2docker' });
  for (const text of [shared, 'lab.boot2docker'])
    expect(await resolveDockerHost(owner, text)).toEqual({ host, level: 2 });
  const user = await ground.addUser();
  await expect(resolveDockerHost(user, shared)).rejects.toMatchObject({ code: 'beacon_forbidden' });
  await ground.db
    .transaction()
    .execute((trx) => upsertBeaconPermission(trx, { ...host, userId: user.userId }, 0));
  expect(await resolveDockerHost(user, shared)).toEqual({ host, level: 0 });
});

test('nothing but what a beacon reports is a host, whatever an alias says', async () => {
  const owner = await ground.addUser();
  const beacon = await ground.startBeacon();
  await ground.own(owner, beacon.address, 'other');
  await setAlias(owner, { inPath: 'elsewhere', inBody: '10.0.0.1:2375' });
  for (const text of ['elsewhere', '10.0.0.1:2375', 'other', beacon.address, '', 'a/../b'])
    await expect(resolveDockerHost(owner, text)).rejects.toMatchObject({
      code: 'docker_host_not_found',
    });
});

test('of several beacons with one address the alias decides, else the highest level', async () => {
  const [first, second] = [await ground.addUser(), await ground.addUser()];
  const hosts: DockerHost[] = [];
  for (const [owner, alias] of [
    [first, 'one'],
    [second, 'two'],
  ] as const) {
    const beacon = await ground.startBeacon();
    hosts.push(await ground.own(owner, beacon.address, alias));
  }
  await ground.db
    .transaction()
    .execute((trx) =>
      upsertBeaconPermission(trx, { beaconId: hosts[0]!.beaconId, userId: second.userId }, 0),
    );
  expect(await resolveDockerHost(second, shared)).toEqual({ host: hosts[1], level: 2 });
  expect(await resolveDockerHost(second, 'one.boot2docker')).toEqual({ host: hosts[0], level: 0 });
  await expect(resolveDockerHost(first, 'two.boot2docker')).rejects.toMatchObject({
    code: 'beacon_forbidden',
  });
});
