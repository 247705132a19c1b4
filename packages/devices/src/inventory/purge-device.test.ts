import { createHash, randomUUID } from 'node:crypto';
import { type Context, type DeviceIdentity, withDb } from '@moorgate/auth';
import { databaseOver, inTransaction, updateRekeyPermitAsUsed } from '@moorgate/db';
import { enrolDevice } from '../admission/enrol-device.ts';
import { approveEnrolment } from '../enrolments/approve-enrolment.ts';
import { createRekeyPermit } from '../keys/create-rekey-permit.ts';
import { listDeviceKeys } from '../keys/list-device-keys.ts';
import { makeKey, startStore, type TestKey, type TestStore } from '../test-support/start-store.ts';
import { denyDevice } from './deny-device.ts';
import { purgeDevice } from './purge-device.ts';
import { undenyDevice } from './undeny-device.ts';

let store: TestStore;
let gateway: Context;
beforeAll(async () => {
  store = await startStore();
  store.clock.set(new Date().toISOString());
  gateway = withDb(store.ctx, databaseOver(store.gatewayPool()));
});
afterAll(() => store.close());

const purged = expect.objectContaining({ code: 'device_key_purged' });
const insertDenied = async (...keys: readonly TestKey[]): Promise<string> => {
  const states = keys.map((key, index) => ({
    ...key,
    state: index === 0 ? ('live' as const) : ('retired' as const),
  }));
  const uuid = await store.insertDevice({ keys: states });
  await denyDevice(store.ctx, { uuid });
  return uuid;
};
const identityWith = (key: TestKey): DeviceIdentity => ({
  uuid: randomUUID(),
  factory: 'acme',
  isProduction: false,
  ca: { id: store.caId } as DeviceIdentity['ca'],
  spki: key.spki,
  spkiSha256: key.spki_sha256,
  notAfterMs: Number.POSITIVE_INFINITY,
});

/** The ways in which a key becomes live for another device than the one that is deleted. */
const entrances: readonly (readonly [string, (key: TestKey) => Promise<() => Promise<unknown>>])[] =
  [
    [
      'an enrolment',
      (key) =>
        Promise.resolve(async () => {
          const outcome = await enrolDevice(gateway, identityWith(key), '192.0.2.7');
          if (outcome !== 'enrolled') throw await refusalOf(key);
        }),
    ],
    [
      'an approval',
      async (key) => {
        const uuid = randomUUID();
        await store.insertPendingEnrolment(uuid, key);
        return () => approveEnrolment(store.ctx, { uuid });
      },
    ],
    [
      'a re-key permit',
      async (key) => {
        const uuid = await store.insertDevice();
        await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
        const rekeyed = { uuid, deviceCaId: store.caId, spki: key.spki, address: '192.0.2.7' };
        return async () => {
          if ((await updateRekeyPermitAsUsed(gateway.db, rekeyed)) === null)
            throw await refusalOf(key);
        };
      },
    ],
  ];
const refusalOf = async (key: TestKey): Promise<unknown> => {
  const found = store.db.selectFrom('key_tombstones').select('device_uuid');
  const row = await found.where('spki_sha256', '=', key.spki_sha256).executeTakeFirst();
  return { code: row === undefined ? 'nothing' : 'device_key_purged' };
};

describe.each(entrances)('%s under another UUID', (_name, prepare) => {
  test('waits for a deletion that is under way, and is refused', async () => {
    const key = makeKey();
    const uuid = await insertDenied(key);
    const enter = await prepare(key);
    let outcome: Promise<unknown> = Promise.resolve();
    await inTransaction(store.db, async (trx) => {
      await purgeDevice(withDb(store.ctx, trx), uuid);
      outcome = enter().catch((error: unknown) => error);
      await store.waitForBlocked(1);
    });
    expect(await outcome).toEqual(purged);
  });

  test('is refused for a key that was retired before the denial, too', async () => {
    const retired = makeKey();
    const uuid = await insertDenied(makeKey(), retired);
    await purgeDevice(store.ctx, uuid);
    const enter = await prepare(retired);
    await expect(enter()).rejects.toEqual(purged);
  });
});

test('a deletion waits for an enrolment of the key that is under way, which keeps its device', async () => {
  const key = makeKey();
  const uuid = await insertDenied(key);
  const identity = identityWith(key);
  let deletion: Promise<void> = Promise.resolve();
  await inTransaction(gateway.db, async (trx) => {
    expect(await enrolDevice(withDb(gateway, trx), identity, '192.0.2.7')).toBe('enrolled');
    deletion = purgeDevice(store.ctx, uuid);
    await store.waitForBlocked(1);
  });
  await deletion;
  expect(await listDeviceKeys(store.ctx, identity.uuid)).toMatchObject([{ state: 'live' }]);
});

describe('the keys that a deletion buries', () => {
  /** The device comes back with another key, as an operator permits. */
  const rekey = async (uuid: string, { spki }: TestKey): Promise<void> => {
    await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
    const rekeyed = { uuid, deviceCaId: store.caId, spki, address: '192.0.2.7' };
    expect(await updateRekeyPermitAsUsed(gateway.db, rekeyed)).not.toBeNull();
  };
  const denyAndUndeny = async (uuid: string): Promise<void> => {
    await denyDevice(store.ctx, { uuid });
    await undenyDevice(store.ctx, uuid);
  };
  const buriedBy = async (uuid: string): Promise<string[]> => {
    await denyDevice(store.ctx, { uuid });
    await purgeDevice(store.ctx, uuid);
    const query = store.db.selectFrom('key_tombstones').select('spki_sha256');
    const rows = await query.where('device_uuid', '=', uuid).execute();
    return rows.map((row) => row.spki_sha256.toString('hex')).sort();
  };
  const hashesOf = (...keys: readonly TestKey[]): string[] =>
    keys.map((key) => key.spki_sha256.toString('hex')).sort();

  test('are all that ever admitted the device, however many denials have cleared them', async () => {
    const [first, second, third, fourth] = [makeKey(), makeKey(), makeKey(), makeKey()];
    const uuid = await store.insertDevice({ keys: [{ ...first, state: 'live' }] });
    await rekey(uuid, second);
    await denyAndUndeny(uuid);
    await rekey(uuid, third);
    await denyAndUndeny(uuid);
    await denyAndUndeny(uuid);
    await rekey(uuid, fourth);
    expect(await buriedBy(uuid)).toEqual(hashesOf(first, second, third, fourth));
  });

  test('are each one key, though it admitted the device before a denial and again after it', async () => {
    const [first, second] = [makeKey(), makeKey()];
    const uuid = await store.insertDevice({ keys: [{ ...first, state: 'live' }] });
    await rekey(uuid, second);
    await denyAndUndeny(uuid);
    await rekey(uuid, first);
    await rekey(uuid, second);
    expect(await buriedBy(uuid)).toEqual(hashesOf(first, second));
  });

  test('are those that were announced too, for which there may be certificates, and none that was refused', async () => {
    const [live, next] = [makeKey(), makeKey()];
    const refused = { ...makeKey(), state: 'pending' } as const;
    const uuid = await store.insertDevice({
      keys: [{ ...live, state: 'live' }, { ...next, state: 'next' }, refused],
    });
    expect(await buriedBy(uuid)).toEqual(hashesOf(live, next));
  });
});

test('deletions and entrances of the same keys at once never wait in a circle', async () => {
  const spki = (number: number): TestKey => {
    const der = Buffer.from(`key ${number}`);
    return { spki: der, spki_sha256: createHash('sha256').update(der).digest() };
  };
  const keys = Array.from({ length: 6 }, (_, number) => spki(number));
  for (let round = 0; round < 5; round += 1) {
    const denied = await Promise.all([0, 2, 4].map((from) => insertDenied(...keys.slice(from))));
    const enters = await Promise.all(
      keys.flatMap((key) => entrances.map(([, prepare]) => prepare(key))),
    );
    const purges = denied.map((uuid) => () => purgeDevice(store.ctx, uuid));
    const outcomes = await Promise.allSettled([...enters, ...purges].map((one) => one()));
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toEqual(purged);
    }
  }
});
