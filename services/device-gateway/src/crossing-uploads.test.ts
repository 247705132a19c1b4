/** Uploads and check-ins that are under way when their device is denied leave nothing behind, over real connections. */
import { setTimeout as delay } from 'node:timers/promises';
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
beforeAll(async () => {
  folder = await openUploadFolder();
  const pki = createTestPki({ factory: 'acme' });
  running = await startTestGateway({}, pki, { endpoints: endpointsWith(folder.endpoint) });
  await createUploadTable(running);
});
afterAll(async () => {
  await running.close();
  await folder.close();
});

/** What may follow a denial, all of it before the upload has ended perhaps. */
const sequels: readonly ((uuid: string) => Promise<unknown>)[] = [
  () => Promise.resolve(),
  (uuid) => undenyDevice(running.ctx, uuid),
  (uuid) => purgeDevice(running.ctx, uuid),
];

const deny = async (uuid: string, random: SeededRandom): Promise<void> => {
  await delay(random.below(25));
  await denyDevice(running.ctx, { uuid });
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

const count = async (statement: string): Promise<number> =>
  (await running.pool.query<{ count: number }>(statement)).rows[0]!.count;

test(`of ${devices} devices that are denied while they upload, no row and no file is left`, async () => {
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
  expect(await folder.listFiles()).toEqual([]);
  expect(await count('select count(*) from test_uploads')).toBe(0);
  expect(await count(`select count(*) from device_check_ins where tag <> ''`)).toBe(0);
  // Some came before the denial, and some too late.
  expect(outcomes).toContain(204);
  expect(outcomes.filter((outcome) => outcome !== 204).length).toBeGreaterThan(devices / 10);
  expect(outcomes.filter((outcome) => ![204, 403, 503, 'closed'].includes(outcome))).toEqual([]);
}, 600_000);
