/** Uploads and check-ins that are under way when their device is denied leave nothing behind, over real connections. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '@moorgate/auth';
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { denyDevice, purgeDevice, undenyDevice } from '@moorgate/devices';
import {
  announceSeed,
  createTestPki,
  isSoak,
  seededRandom,
  type SeededRandom,
} from '@moorgate/testing';
import { callGateway } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';
import { endpointsWith } from './test-support/test-endpoints.ts';
import {
  createUploadTable,
  openUploadFolder,
  upload,
  type UploadFolder,
} from './test-support/upload.ts';

const devices = isSoak() ? 5_000 : 200;
const atOnce = 8;
const seed = announceSeed('crossing uploads');

let running: TestGateway;
let folder: UploadFolder;
let ctx: Context;
let confirmationsDb: Db;
beforeAll(async () => {
  folder = await openUploadFolder();
  const pki = createTestPki({ factory: 'acme' });
  running = await startTestGateway({}, pki, { endpoints: endpointsWith(folder.endpoint) });
  await createUploadTable(running);
  // As in the admin API, no other work keeps the question waiting whether the gateways follow.
  confirmationsDb = openDatabase({ url: running.database.url, applicationName: 'test' });
  const confirmations = createConfirmations(confirmationsDb, { deadlineMs: 10_000 });
  ctx = { ...running.ctx, confirmations };
});
afterAll(async () => {
  await confirmationsDb.destroy();
  await running.close();
  await folder.close();
});

/** What may follow a denial, all of it before the upload has ended perhaps. */
const sequels: readonly ((uuid: string) => Promise<unknown>)[] = [
  () => Promise.resolve(),
  (uuid) => undenyDevice(ctx, uuid),
  (uuid) => purgeDevice(ctx, uuid),
];

const deny = async (uuid: string, random: SeededRandom): Promise<void> => {
  await delay(random.below(25));
  await denyDevice(ctx, { uuid });
  await folder.runRemovals(running);
  await random.pick(sequels)(uuid);
};

const cross = async (random: SeededRandom): Promise<(number | 'closed')[]> => {
  const leaf = running.pki.issueDevice();
  await callGateway(running, { leaf });
  const pausesMs = (): number[] =>
    Array.from({ length: 1 + random.below(3) }, () => random.below(10));
  const uploads = [upload(running, leaf, pausesMs()), upload(running, leaf, pausesMs())];
  await deny(leaf.uuid, random);
  return Promise.all(uploads);
};

/** Whose file it is, and whether the device is, to this day, the one that wrote it. */
interface Row {
  readonly file: string;
  readonly isRightful: boolean;
}
const rows = `
  select file_id as file, exists (
    select from devices d
    where d.uuid = u.device_uuid and d.generation = u.generation and d.denied_at is null
  ) as "isRightful"
  from test_uploads u order by file_id`;
const reports = `
  select tag from device_check_ins where not is_listed and tag <> ''`;

test(`of ${devices} devices that are denied while they upload, no row and no file of theirs is left`, async () => {
  const outcomes: (number | 'closed')[] = [];
  const seeds = Array.from({ length: devices }, (_, index) => seed + index).values();
  const work = async (): Promise<void> => {
    for (const own of seeds) outcomes.push(...(await cross(seededRandom(own))));
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  await folder.whenIdle();
  // What it still has to write it writes at its end.
  await running.gateway.close();

  expect(await folder.sweep(running)).toBeLessThanOrEqual(folder.interrupted());
  // A device that was let in again has written, perhaps, with a request that began only then.
  const written = (await running.pool.query<Row>(rows)).rows;
  expect(written.filter(({ isRightful }) => !isRightful)).toEqual([]);
  expect(await folder.listFiles()).toEqual(written.map(({ file }) => file));
  expect((await running.pool.query(reports)).rows).toEqual([]);
  // Some came before the denial, and some too late.
  expect(outcomes).toContain(204);
  expect(outcomes.filter((outcome) => outcome !== 204).length).toBeGreaterThan(devices / 10);
  expect(outcomes.filter((outcome) => ![204, 403, 503, 'closed'].includes(outcome))).toEqual([]);
}, 600_000);
