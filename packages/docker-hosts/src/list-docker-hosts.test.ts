/** Reading the hosts that one may use. */
import { boot2docker } from '@moorgate/testing';
import { readDockerHostId } from './docker-host-id.ts';
import { resolveDockerHost } from './docker-host.ts';
import { findDockerHost, listDockerHosts, type UsableDockerHost } from './list-docker-hosts.ts';
import { type DockerGround, openDockerGround } from './test-support/docker-ground.ts';

let ground: DockerGround;
beforeAll(async () => {
  ground = await openDockerGround();
});
afterAll(() => ground.close());

test('pages hold every host of every beacon that one may use, and no other', async () => {
  const [owner, stranger] = [await ground.addUser(), await ground.addUser()];
  const vms = ['5001', '5002', '5003'].map((port) => ({ ...boot2docker, port, name: `n${port}` }));
  for (const alias of ['one', 'two']) {
    const beacon = await ground.startBeacon({ vms });
    await ground.own(owner, beacon.address, alias);
  }
  const found: UsableDockerHost[] = [];
  let cursor: string | undefined;
  do {
    const page = await listDockerHosts(owner, { cursor, limit: 4 });
    found.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(found.map(({ alias }) => alias).sort()).toEqual(
    ['one', 'two'].flatMap((alias) => vms.map(({ name }) => `${alias}.${name}`)),
  );
  expect(found[0]).toMatchObject({ level: 2, canAccessDocker: true, isStale: false });
  expect((await listDockerHosts(stranger, { limit: 10 })).items).toEqual([]);
  for (const host of found) {
    expect(await findDockerHost(owner, host.id)).toEqual(host);
    expect((await resolveDockerHost(owner, host.id)).host).toMatchObject({
      beaconId: host.beaconId,
      address: host.address,
    });
    for (const text of [host.id, host.alias!])
      await expect(findDockerHost(stranger, text)).rejects.toMatchObject({
        code: 'docker_host_not_found',
      });
  }
});

test.each(['', 'lab', '127.0.0.1:5001/v1.12', 'a'.repeat(48)])('%j is no id', (text) => {
  expect(readDockerHostId(text)).toBeNull();
});
