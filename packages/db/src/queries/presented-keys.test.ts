import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { openDatabase } from '../connect.ts';
import type { Db } from '../database.ts';
import { upsertPendingEnrolments, upsertPendingKeys } from './presented-keys.ts';

let database: TestDatabase;
let db: Db;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test' });
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const at = new Date('2026-02-01T00:00:00Z');

const makeKeys = (count: number): { spki: Buffer; spkiSha256: Buffer; at: Date }[] =>
  Array.from({ length: count }, (_, index) => {
    const spki = randomBytes(91);
    const spkiSha256 = createHash('sha256').update(spki).digest();
    return { spki, spkiSha256, at: new Date(at.getTime() + index) };
  });

test('a key that is recorded already takes no place from the new ones that come with it', async () => {
  const deviceUuid = randomUUID();
  await db
    .insertInto('devices')
    .values({ uuid: deviceUuid, factory: 'acme', created_at: at })
    .execute();
  const { generation } = await db
    .selectFrom('devices')
    .select('generation')
    .where('uuid', '=', deviceUuid)
    .executeTakeFirstOrThrow();
  const keys = makeKeys(8).map((key) => ({ ...key, deviceUuid, generation }));
  await upsertPendingKeys(db, keys.slice(0, 1), 5);
  await upsertPendingKeys(db, keys, 5);
  const rows = await db
    .selectFrom('device_keys')
    .select('state')
    .where('device_uuid', '=', deviceUuid)
    .execute();
  expect(rows).toEqual(Array.from({ length: 5 }, () => ({ state: 'pending' })));
});

test('an enrolment that waits already takes no place from the new ones that come with it', async () => {
  const ca = {
    id: randomUUID(),
    certificate: randomBytes(8),
    certificate_sha256: randomBytes(32),
    subject: 'OU=acme',
    factory: 'acme',
    not_before: at,
    not_after: at,
    created_at: at,
  };
  await db.insertInto('device_cas').values(ca).execute();
  const rest = { deviceCaId: ca.id, factory: 'acme', isProduction: false, remoteAddress: '::1' };
  const oneDevice = randomUUID();
  const enrolments = makeKeys(6).map((key, index) => ({
    ...key,
    ...rest,
    deviceUuid: index < 4 ? oneDevice : randomUUID(),
  }));
  const bounds = { perDeviceMax: 3, totalMax: 5 };
  await upsertPendingEnrolments(db, enrolments.slice(0, 1), bounds);
  await upsertPendingEnrolments(db, enrolments, bounds);
  const rows = await db.selectFrom('pending_enrolments').select('device_uuid').execute();
  expect(rows.filter((row) => row.device_uuid === oneDevice)).toHaveLength(3);
  expect(rows.length).toBeGreaterThanOrEqual(4);
  expect(rows.length).toBeLessThanOrEqual(5);
});
