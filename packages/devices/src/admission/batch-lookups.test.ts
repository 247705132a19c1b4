import { randomUUID } from 'node:crypto';
import { openPool, type Pool } from '@moorgate/db';
import { makeKey, startStore, type TestStore } from '../test-support/start-store.ts';
import { createLookups } from './batch-lookups.ts';

let store: TestStore;
let pool: Pool;
beforeAll(async () => {
  store = await startStore();
  pool = store.gatewayPool();
});
afterAll(() => store.close());

test('lookups of one turn share a statement, and each gets its own answer', async () => {
  const batches: number[] = [];
  const lookups = createLookups({ pool, onBatch: (rows) => batches.push(rows) });
  const key = { ...makeKey(), state: 'live' as const };
  const uuid = await store.insertDevice({ keys: [key], labels: { name: 'one' } });
  const [known, otherKey, unknown] = await Promise.all([
    lookups.find({ deviceUuid: uuid, spkiSha256: key.spki_sha256 }),
    lookups.find({ deviceUuid: uuid, spkiSha256: makeKey().spki_sha256 }),
    lookups.find({ deviceUuid: randomUUID(), spkiSha256: key.spki_sha256 }),
  ]);
  expect(batches).toEqual([3]);
  expect(known).toMatchObject({ keyState: 'live', device: { name: 'one', isDenied: false } });
  expect(otherKey).toMatchObject({ keyState: null, device: { name: 'one' } });
  expect(unknown).toMatchObject({ keyState: null, device: null });
});

test('a batch has a bound, and what is above it goes into the next statement', async () => {
  const batches: number[] = [];
  const lookups = createLookups({
    pool,
    rowsMax: 4,
    statementsMax: 1,
    onBatch: (rows) => batches.push(rows),
  });
  const spkiSha256 = makeKey().spki_sha256;
  await Promise.all(
    Array.from({ length: 10 }, () => lookups.find({ deviceUuid: randomUUID(), spkiSha256 })),
  );
  expect(batches).toEqual([4, 4, 2]);
});

test('a store that does not answer rejects every lookup of the batch', async () => {
  const gone = openPool({ url: 'postgres://127.0.0.1:1/none', applicationName: 'test' });
  const lookups = createLookups({ pool: gone });
  const spkiSha256 = makeKey().spki_sha256;
  const both = [1, 2].map(() => lookups.find({ deviceUuid: randomUUID(), spkiSha256 }));
  const outcomes = await Promise.allSettled(both);
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
  await gone.end();
});
