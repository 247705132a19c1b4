/** A beacon in the store of a test, with one Docker host behind it. */
import { randomUUID } from 'node:crypto';
import { loadSealingKeys, sealSecret } from '@moorgate/auth';
import {
  findUserByUsername,
  insertBeacon,
  inTransaction,
  upsertBeaconInstances,
  upsertBeaconPermission,
} from '@moorgate/db';
import type { ApiGround } from './api-ground.ts';

/** What is added. */
export interface AddedBeacon {
  readonly id: string;
  readonly username: string;
  /** The environment of the commands of that user, who has the level 2 on it. */
  readonly env: { readonly MOORGATE_TOKEN: string };
}

/** Adds one at this address, whose token is `secret`, with a host at `host`, of somebody new. */
export const addBeacon = async (
  ground: ApiGround,
  { address, host }: { readonly address: string; readonly host: string },
): Promise<AddedBeacon> => {
  const { username, token: MOORGATE_TOKEN } = await ground.addUser();
  const sealingKeys = await loadSealingKeys(ground.folder);
  const id = randomUUID();
  const token = sealSecret(sealingKeys, { table: 'beacons', row: id }, Buffer.from('secret'));
  const at = new Date('2026-03-01T12:00:00.000Z');
  await inTransaction(ground.db, async (trx) => {
    await insertBeacon(trx, { id, address, token, createdAt: at, createdBy: username });
    const instance = { address: host, name: 'vm', canAccessDocker: true };
    await upsertBeaconInstances(trx, { beaconId: id, at }, [instance]);
    const user = await findUserByUsername(trx, username);
    await upsertBeaconPermission(trx, { beaconId: id, userId: user!.id }, 2);
  });
  return { id, username, env: { MOORGATE_TOKEN } };
};
