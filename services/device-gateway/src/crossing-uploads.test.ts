/** Artifacts and check-ins that are under way when their device is denied leave nothing behind, over real connections. */
import { randomUUID } from 'node:crypto';
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
  type TestLeaf,
} from '@moorgate/testing';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';
import {
  beginTest,
  openUploadFolder,
  type SlowArtifact,
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
  const { endpoints, folder: blobsFolder } = folder;
  running = await startTestGateway({ blobsFolder }, pki, { endpoints });
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
const sequels: readonly ((leaf: TestLeaf) => Promise<unknown>)[] = [
  () => Promise.resolve(),
  async (leaf) => {
    await undenyDevice(ctx, leaf.uuid);
    await beginTest(running, leaf);
  },
  ({ uuid }) => purgeDevice(ctx, uuid),
];

const deny = async (leaf: TestLeaf, random: SeededRandom): Promise<void> => {
  await delay(random.below(25));
  await denyDevice(ctx, { uuid: leaf.uuid });
  await folder.runRemovals(running);
  await random.pick(sequels)(leaf);
};

const cross = async (random: SeededRandom): Promise<(number | 'closed')[]> => {
  const leaf = running.pki.issueDevice();
  expect(await beginTest(running, leaf)).toBe(201);
  const artifact = (): SlowArtifact => ({
    name: randomUUID(),
    pausesMs: Array.from({ length: 1 + random.below(3) }, () => random.below(10)),
  });
  const uploads = [upload(running, leaf, artifact()), upload(running, leaf, artifact())];
  await deny(leaf, random);
  return Promise.all(uploads);
};

/** An artifact that is there, and the device that it is of. */
interface Row {
  readonly file: string;
  readonly name: string;
  readonly generation: number;
  readonly is_denied: boolean;
}
const rows = `
  select a.blob_id as file, a.name, d.generation::int as generation, d.denied_at is not null as is_denied
  from test_artifacts a join devices d on d.uuid = a.device_uuid order by a.blob_id`;
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
  await folder.runRemovals(running);
  // A device that was let in again has written, perhaps, with a request that began only then.
  const written = (await running.pool.query<Row>(rows)).rows;
  const isWrong = ({ name, generation, is_denied }: Row): boolean =>
    is_denied || folder.generationOf(name) !== generation;
  expect(written.filter(isWrong)).toEqual([]);
  expect(await folder.listFiles()).toEqual(written.map(({ file }) => file));
  expect((await running.pool.query(reports)).rows).toEqual([]);
  // Some came before the denial, and some too late.
  expect(outcomes).toContain(200);
  expect(outcomes.filter((outcome) => outcome !== 200).length).toBeGreaterThan(devices / 10);
  expect(outcomes.filter((outcome) => ![200, 403, 404, 503, 'closed'].includes(outcome))).toEqual(
    [],
  );
}, 600_000);
