import { randomUUID } from 'node:crypto';
import { databaseOver, listAuditRecordsByTarget, updateRekeyPermitAsUsed } from '@moorgate/db';
import { denyDevice } from '../inventory/deny-device.ts';
import { purgeDevice } from '../inventory/purge-device.ts';
import { undenyDevice } from '../inventory/undeny-device.ts';
import { makeKey, startStore, type TestKey, type TestStore } from '../test-support/start-store.ts';
import { createRekeyPermit } from './create-rekey-permit.ts';
import { listRekeyPermits } from './list-rekey-permits.ts';
import { type RekeyPermit } from './rekey-permit.ts';
import { revokeRekeyPermit } from './revoke-rekey-permit.ts';

const hour = 3_600_000;
const missing = '00000000-0000-4000-8000-000000000000';

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  // A permit ends by the clock of the database.
  store.clock.set(new Date().toISOString());
});
afterAll(() => store.close());

const code = (text: string): unknown => expect.objectContaining({ code: text });
const hexOf = (key: TestKey): string => key.spki_sha256.toString('hex');
const permitsOf = async (uuid: string): Promise<readonly RekeyPermit[]> =>
  (await listRekeyPermits(store.ctx, { uuid, limit: 100 })).items;
const insertWithPending = (count: number): Promise<{ uuid: string; pending: TestKey[] }> => {
  const pending = Array.from({ length: count }, makeKey);
  const keys = [
    { ...makeKey(), state: 'live' as const },
    ...pending.map((key) => ({ ...key, state: 'pending' as const })),
  ];
  return store.insertDevice({ keys }).then((uuid) => ({ uuid, pending }));
};
const insertDenied = async (): Promise<string> => {
  const uuid = await store.insertDevice();
  await denyDevice(store.ctx, { uuid });
  return uuid;
};

describe('a permit', () => {
  test('is for the key that is named, ends after a day, and is audited', async () => {
    const uuid = await store.insertDevice();
    const key = makeKey();
    const request = { uuid: uuid.toUpperCase(), spkiSha256: hexOf(key).toUpperCase() };
    const permit = await createRekeyPermit(store.ctx, { ...request, reason: 'reset' });
    const now = store.clock.now();
    expect(permit).toEqual({
      id: expect.any(String),
      deviceUuid: uuid,
      spkiSha256: hexOf(key),
      reason: 'reset',
      state: 'open',
      createdAt: now,
      createdBy: 'tester',
      expiresAt: new Date(now.getTime() + 24 * hour),
      usedAt: null,
      usedSpkiSha256: null,
      revokedAt: null,
      revokedBy: null,
    });
    expect(await permitsOf(uuid)).toEqual([permit]);
    const records = await listAuditRecordsByTarget(store.db, { kind: 'device', id: uuid });
    expect(records).toMatchObject([
      {
        action: 'device.rekey_permitted',
        actor_name: 'tester',
        after: { permitId: permit.id, keySha256: hexOf(key), reason: 'reset' },
      },
    ]);
  });

  test('is for the only pending key, where none is named', async () => {
    const { uuid, pending } = await insertWithPending(1);
    const permit = await createRekeyPermit(store.ctx, { uuid });
    expect(permit.spkiSha256).toBe(hexOf(pending[0]!));
  });

  test('needs a key where none or several are pending, and is for any only when that is said', async () => {
    for (const count of [0, 2]) {
      const { uuid } = await insertWithPending(count);
      const unclear = code('rekey_permit_key_unclear');
      await expect(createRekeyPermit(store.ctx, { uuid })).rejects.toEqual(unclear);
      await expect(createRekeyPermit(store.ctx, { uuid, isForAnyKey: false })).rejects.toEqual(
        unclear,
      );
      expect(await permitsOf(uuid)).toEqual([]);
      const permit = await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
      expect(permit.spkiSha256).toBeNull();
    }
  });

  test('is not for a key that is named and any other', async () => {
    const uuid = await store.insertDevice();
    const request = { uuid, spkiSha256: hexOf(makeKey()), isForAnyKey: true };
    await expect(createRekeyPermit(store.ctx, request)).rejects.toEqual(code('invalid_request'));
  });

  test('is not for the key that the device has', async () => {
    const key = makeKey();
    const uuid = await store.insertDevice({ keys: [{ ...key, state: 'live' }] });
    const request = { uuid, spkiSha256: hexOf(key) };
    await expect(createRekeyPermit(store.ctx, request)).rejects.toEqual(code('device_key_live'));
  });

  test('is not for the key of a device that was fully deleted', async () => {
    const key = makeKey();
    const gone = await store.insertDevice({ keys: [{ ...key, state: 'live' }] });
    await denyDevice(store.ctx, { uuid: gone });
    await purgeDevice(store.ctx, gone);
    const request = { uuid: await store.insertDevice(), spkiSha256: hexOf(key) };
    await expect(createRekeyPermit(store.ctx, request)).rejects.toEqual(code('device_key_purged'));
  });

  test('ends within thirty days, and not before it begins', async () => {
    const uuid = await store.insertDevice();
    const until = (ms: number): Promise<RekeyPermit> => {
      const expiresAt = new Date(store.clock.now().getTime() + ms);
      return createRekeyPermit(store.ctx, { uuid, isForAnyKey: true, expiresAt });
    };
    for (const ms of [0, -1, 30 * 24 * hour + 1, Number.NaN]) {
      await expect(until(ms)).rejects.toEqual(code('invalid_request'));
    }
    expect((await until(30 * 24 * hour)).state).toBe('open');
    expect((await until(1)).state).toBe('open');
  });

  test('is refused for a device that is denied, unknown, or no UUID', async () => {
    for (const uuid of [await insertDenied(), missing, 'x']) {
      const request = { uuid, isForAnyKey: true };
      const refusal = code('device_not_found');
      await expect(createRekeyPermit(store.ctx, request)).rejects.toEqual(refusal);
      await expect(listRekeyPermits(store.ctx, { uuid, limit: 1 })).rejects.toEqual(refusal);
      await expect(revokeRekeyPermit(store.ctx, { uuid, id: missing })).rejects.toEqual(refusal);
    }
  });

  test('tells when it has ended by itself', async () => {
    const uuid = await store.insertDevice();
    await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
    store.clock.advance(24 * hour);
    expect(await permitsOf(uuid)).toMatchObject([{ state: 'expired' }]);
    store.clock.advance(-24 * hour);
  });
});

describe('taking a permit back', () => {
  test('ends it, once, and is audited', async () => {
    const uuid = await store.insertDevice();
    const { id } = await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
    await revokeRekeyPermit(store.ctx, { uuid: uuid.toUpperCase(), id: id.toUpperCase() });
    await revokeRekeyPermit(store.ctx, { uuid, id });
    expect(await permitsOf(uuid)).toMatchObject([
      { id, state: 'revoked', revokedAt: store.clock.now(), revokedBy: 'tester' },
    ]);
    expect(await store.listActions('device', uuid)).toEqual([
      'device.rekey_permitted',
      'device.rekey_permit_revoked',
    ]);
  });

  test('comes too late for one that was used, and says so', async () => {
    const uuid = await store.insertDevice();
    const { id } = await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
    const key = makeKey();
    const gateway = databaseOver(store.gatewayPool());
    const rekeyed = { uuid, deviceCaId: store.caId, spki: key.spki, address: '192.0.2.7' };
    expect(await updateRekeyPermitAsUsed(gateway, rekeyed)).toBe(id);
    await expect(revokeRekeyPermit(store.ctx, { uuid, id })).rejects.toEqual(
      code('rekey_permit_used'),
    );
    expect(await permitsOf(uuid)).toMatchObject([
      { id, state: 'used', usedSpkiSha256: hexOf(key), revokedAt: null },
    ]);
  });

  test('finds no permit of another device, none that is unknown, and nothing that is no UUID', async () => {
    const [uuid, other] = [await store.insertDevice(), await store.insertDevice()];
    const { id } = await createRekeyPermit(store.ctx, { uuid: other, isForAnyKey: true });
    for (const text of [id, randomUUID(), 'x']) {
      await expect(revokeRekeyPermit(store.ctx, { uuid, id: text })).rejects.toEqual(
        code('rekey_permit_not_found'),
      );
    }
    expect(await permitsOf(other)).toMatchObject([{ state: 'open' }]);
  });
});

test('a denial takes every open permit back, and taking it off the denied list brings none of them back', async () => {
  const uuid = await store.insertDevice();
  const expiresAt = new Date(store.clock.now().getTime() + 1);
  const ended = await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true, expiresAt });
  const open = await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
  store.clock.advance(hour);
  await denyDevice(store.ctx, { uuid });
  await undenyDevice(store.ctx, uuid);
  const states = Object.fromEntries((await permitsOf(uuid)).map((one) => [one.id, one.state]));
  expect(states).toEqual({ [ended.id]: 'expired', [open.id]: 'revoked' });
});

test('full deletion leaves no permit behind', async () => {
  const uuid = await store.insertDevice();
  await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
  await denyDevice(store.ctx, { uuid });
  await purgeDevice(store.ctx, uuid);
  const left = store.db.selectFrom('rekey_permits').select('id').where('device_uuid', '=', uuid);
  expect(await left.execute()).toEqual([]);
});

test('permits page, newest first, and a cursor of another list is refused', async () => {
  const uuid = await store.insertDevice();
  for (let count = 0; count < 5; count += 1) {
    await createRekeyPermit(store.ctx, { uuid, isForAnyKey: true });
    if (count % 2 === 0) store.clock.advance(1);
  }
  const whole = await permitsOf(uuid);
  const times = whole.map((one) => one.createdAt.getTime());
  expect(times).toEqual(times.toSorted((one, other) => other - one));
  const walked: RekeyPermit[] = [];
  let cursor: string | undefined;
  do {
    const page = await listRekeyPermits(store.ctx, { uuid, limit: 2, cursor });
    walked.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  expect(walked).toEqual(whole);
  for (const forged of ['x', Buffer.from('["99999999999999","x"]').toString('base64url')]) {
    await expect(listRekeyPermits(store.ctx, { uuid, limit: 2, cursor: forged })).rejects.toEqual(
      code('cursor_invalid'),
    );
  }
});
