/** Every recorded exchange, in the bytes of the recording. */
import { findBeaconByAddress, findUserByUsername, upsertBeaconPermission } from '@moorgate/db';
import { readExchanges, replay } from './test-support/replay.ts';
import { beaconToken, useLighthouse } from './test-support/use-lighthouse.ts';

const { app, beacon, addPerson, as, root, clientWith } = useLighthouse();

test('the exchanges about users are answered as recorded, and do what they say', async () => {
  await addPerson('admin', 2);
  const manager = await addPerson('manager', 1);
  const employee = await addPerson('employee', 0);
  const near = `http://${beacon().address}`;
  const far = `example.com:${beacon().port}/far`;
  for (const Address of [near, far])
    await manager('POST', '/beacons/create', {
      Address,
      Token: beaconToken,
      Alias: '' + Address.length,
    }).expect(200);
  await manager('PUT', `/beacons/user/${far}/employee`).expect(200);
  const [list, get, unseen, ...changes] = readExchanges('users', {
    '127.0.0.1:5002': beacon().address,
    '192.168.1.100': far,
  });
  await manager('DELETE', `/beacons/user/${far}/employee`).expect(200);
  await replay(manager, [list!, get!, unseen!]);
  await manager('PUT', `/beacons/user/${far}/employee`).expect(200);
  await replay(manager, changes);
  const changed = await as('employee', 'updated password');
  const { body } = await changed('GET', '/users/employee').expect(200);
  expect(body).toEqual({ AuthLevel: 1, Permissions: { Beacons: { [beacon().address]: 2 } } });
  await employee('GET', '/users/list').expect(401);
  await as('intern', 'lol what is real life');
  await as('intern@example.com', 'N3w P@$$w0rd!!!');
});

test('the exchanges about beacons are answered as recorded', async () => {
  const address = `example.com:${beacon().port}/mybeacon`;
  await replay(root(), readExchanges('beacons', { 'example.com/mybeacon': address }));
  expect(beacon().requests.at(-1)).toMatchObject({
    path: '/mybeacon/vms',
    headers: { token: 'MY_TOKEN' },
  });
});

test('the lists of beacons and instances are answered as recorded', async () => {
  const user = await addPerson('lister', 0);
  const row = (await findBeaconByAddress(app().db, beacon().address))!;
  const { id: userId } = (await findUserByUsername(app().db, 'lister'))!;
  await app()
    .db.transaction()
    .execute((trx) => upsertBeaconPermission(trx, { beaconId: row.id, userId }, 1));
  await user('PUT', '/aliases/TheirBeacon', JSON.stringify(beacon().address)).expect(200);
  await user('PUT', '/aliases/TheirBeacon.boot2docker', '"127.0.0.1:5001/v1.12"').expect(200);
  const replaced = { '127.0.0.1:5002': beacon().address, MyBeacon: 'TheirBeacon' };
  await replay(user, readExchanges('beacon-lists', replaced));
});

test('the exchanges about aliases are answered as recorded', async () => {
  const nobody = await addPerson('namer', 0);
  await replay(nobody, readExchanges('aliases', { '127.0.0.1:5001': '127.0.0.1:5099' }));
});

test('whoever is not logged in is told so', async () => {
  const { status, text, headers } = await clientWith()('GET', '/beacons/list');
  expect([status, text]).toEqual([401, '{"Cause":"auth","Message":"not logged in"}']);
  expect(headers['content-type']).toBe('application/json');
});
