import { setTimeout as delay } from 'node:timers/promises';
import { keepBlobsTidy } from './keep-blobs-tidy.ts';
import { startTestApp, type TestApp } from '../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const content = async function* (): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield Buffer.from('content');
};

/** A blob in its place, whose commit was not heard of unless it is settled. */
const placeBlob = async (isSettled: boolean): Promise<string> => {
  let id = '';
  const receiving = app.blobs.receive(content(), async (blob) => {
    ({ id } = blob);
    await blob.place();
    if (!isSettled) throw new Error('lost');
  });
  await receiving.catch(() => undefined);
  return id;
};

const start = (count: number): (() => Promise<void>) => {
  const { log } = app.operator;
  const tidying = {
    services: { db: app.db, log },
    blobs: app.blobs,
    receiveMsMax: 0,
    rhythm: { removeMs: 5, sweepMs: 5 },
  };
  const jobs = Array.from({ length: count }, () => keepBlobsTidy(tidying));
  return async () => {
    await Promise.all(jobs.map((stop) => stop()));
  };
};

const untilGone = async (id: string): Promise<void> => {
  while ((await app.blobs.sizeOf(id)) !== null) await delay(5);
};

test('several instances together remove what was given up and sweep what was interrupted, and keep the rest', async () => {
  const [kept, removed, interrupted] = [
    await placeBlob(true),
    await placeBlob(true),
    await placeBlob(false),
  ];
  const sha256 = Buffer.alloc(32, 1);
  await app.db
    .insertInto('contents')
    .values({ sha256, blob_id: kept, bytes: 7, released_at: null })
    .execute();
  await app.db.insertInto('blob_removals').values({ blob_id: removed }).execute();
  const stop = start(3);
  await untilGone(removed);
  await untilGone(interrupted);
  await stop();
  expect(await app.blobs.sizeOf(kept)).toBe(7);
  expect(await app.db.selectFrom('blob_removals').select('blob_id').execute()).toEqual([]);
});

test('content that no update has is given up and removed', async () => {
  const id = await placeBlob(true);
  const row = { sha256: Buffer.alloc(32, 2), blob_id: id, bytes: 7, released_at: new Date(0) };
  await app.db.insertInto('contents').values(row).execute();
  const stop = start(1);
  await untilGone(id);
  await stop();
  const rows = await app.db.selectFrom('contents').select('blob_id').execute();
  expect(rows.map((one) => one.blob_id)).not.toContain(id);
});
