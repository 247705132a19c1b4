/** A beacon in the store, connected by nobody, for tests that ask about it. */
import { randomUUID } from 'node:crypto';
import { sealSecret } from '@moorgate/auth';
import {
  findUserByUsername,
  insertBeacon,
  upsertBeaconInstances,
  upsertBeaconPermission,
} from '@moorgate/db';
import type { TestApp } from './test-app.ts';

/** Inserts a beacon with one instance, at an address of its own unless one is given, which this user owns; answers its id. */
export const insertOwnedBeacon = async (
  app: TestApp,
  owner: string,
  given?: string,
): Promise<string> => {
  const id = randomUUID();
  const address = given ?? `${id}.example:5002`;
  const token = sealSecret(app.sealingKeys, { table: 'beacons', row: id }, Buffer.from('secret'));
  const createdAt = app.clock.now();
  const user = await findUserByUsername(app.db, owner);
  await app.db.transaction().execute(async (trx) => {
    await insertBeacon(trx, { id, address, token, createdAt, createdBy: owner });
    const instance = {
      address: '127.0.0.1:5001/v1.12',
      name: 'boot2docker',
      canAccessDocker: true,
    };
    await upsertBeaconInstances(trx, { beaconId: id, at: createdAt }, [instance]);
    if (user !== undefined) await upsertBeaconPermission(trx, { beaconId: id, userId: user.id }, 2);
  });
  return id;
};
