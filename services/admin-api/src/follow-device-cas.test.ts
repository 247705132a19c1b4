import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '@moorgate/auth';
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { listDeviceCas } from '@moorgate/devices';
import { createLogger, systemClock } from '@moorgate/observability';
import {
  createTestDatabase,
  createTestPki,
  type TestDatabase,
  type TestPki,
} from '@moorgate/testing';
import { followDeviceCas } from './follow-device-cas.ts';

let database: TestDatabase;
let db: Db;
let ctx: Context;
let folder: string;
let path: string;
let pki: TestPki;

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  const log = createLogger({ service: 'test', level: 'silent' });
  const principal = { kind: 'system', name: 'test' } as const;
  const confirmations = createConfirmations(db);
  const from = { principal, requestId: null, address: null };
  ctx = { db, confirmations, clock: systemClock, log, ...from };
  folder = await mkdtemp(join(tmpdir(), 'moorgate-cas-'));
  path = join(folder, 'cas.pem');
  pki = createTestPki();
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});

/** The factories and states of the CAs, polled until they are as expected; jest's own time limit ends a failure. */
const untilCas = async (expected: readonly (readonly [string, boolean])[]): Promise<void> => {
  for (;;) {
    const cas = await listDeviceCas(ctx);
    const states = cas.map((ca) => [ca.factory, ca.retiredAt === null]);
    if (JSON.stringify(states) === JSON.stringify(expected)) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
};

test('the list of device CAs follows the file', async () => {
  await writeFile(path, pki.deviceCa.certPem);
  const stop = await followDeviceCas(ctx, { path });
  try {
    await untilCas([[pki.factory, true]]);
    await writeFile(path, createTestPki({ factory: 'other' }).deviceCa.certPem);
    await untilCas([
      [pki.factory, false],
      ['other', true],
    ]);
  } finally {
    await stop();
  }
});

test('a file that cannot be read changes nothing', async () => {
  const before = await listDeviceCas(ctx);
  await writeFile(path, 'no certificates here');
  const stop = await followDeviceCas(ctx, { path });
  await stop();
  expect(await listDeviceCas(ctx)).toEqual(before);
});

test('a missing file is no reason not to start', async () => {
  const stop = await followDeviceCas(ctx, { path: join(folder, 'none.pem') });
  await stop();
});
