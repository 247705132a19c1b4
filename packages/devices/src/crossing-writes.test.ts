/** Whatever a device writes while it is denied, and however the two are interleaved, nothing of it is left behind. */
import type { Context } from '@moorgate/auth';
import { type Db, insertDevice, inTransaction } from '@moorgate/db';
import { announceSeed, isSoak, seededRandom, type SeededRandom } from '@moorgate/testing';
import type { HeldDevice } from './admission/held-device.ts';
import { denyDevice } from './inventory/deny-device.ts';
import { purgeDevice } from './inventory/purge-device.ts';
import { undenyDevice } from './inventory/undeny-device.ts';
import {
  type BlobFolder,
  carelessWrites,
  createTestWrites,
  listLeftBehind,
  lockedWrites,
  openBlobFolder,
  outcomeOf,
  type Writes,
  writeThenPlace,
} from './test-support/crossing-writes.ts';
import {
  createInterleaving,
  type Interleaving,
  openSteppedDatabase,
} from './test-support/interleaving.ts';
import { startStore, type TestStore } from './test-support/start-store.ts';

const interleavings = isSoak() ? 10_000 : 500;
const lanes = 6;
const seed = announceSeed('crossing writes');

let store: TestStore;
beforeAll(async () => {
  store = await startStore();
  await createTestWrites(store);
});
afterAll(() => store.close());

const makeDevice = async (): Promise<HeldDevice> => {
  const uuid = await store.insertDevice();
  const row = await store.db
    .selectFrom('devices')
    .select(['uuid', 'generation'])
    .where('uuid', '=', uuid)
    .executeTakeFirstOrThrow();
  const reported = { targetName: '', tag: '', ostreeHash: '', apps: '' };
  return { ...row, reported, lastSeenAtMs: 0 } as unknown as HeldDevice;
};

/** What an operator does meanwhile. */
type Operation = 'deny' | 'undeny' | 'purge' | 'register';
type Sequence = readonly Operation[];
const sequences: readonly Sequence[] = [
  ['deny'],
  ['deny', 'undeny'],
  ['deny', 'undeny', 'deny'],
  ['deny', 'purge'],
  ['deny', 'purge', 'register'],
];

const denyAndRemove = async (ctx: Context, folder: BlobFolder, uuid: string): Promise<void> => {
  await denyDevice(ctx, { uuid });
  await folder.runRemovals(ctx.db, uuid);
};

const register = (db: Db, uuid: string): Promise<unknown> =>
  inTransaction(db, (trx) =>
    insertDevice(trx, {
      uuid,
      factory: 'acme',
      device_ca_id: null,
      is_production: false,
      created_at: store.clock.now(),
    }),
  );

/** What crosses what. */
interface Traffic {
  readonly writes: Writes;
  readonly sequences: readonly Sequence[];
}

interface Lane {
  /** One device: its writes and what operators do to it, in an order drawn from `random`. */
  cross(random: SeededRandom, traffic: Traffic): Promise<Crossing>;
  close(): Promise<void>;
}

interface Crossing {
  readonly leftBehind: readonly string[];
  readonly outcomes: Readonly<Record<string, string>>;
}

const openLane = async (): Promise<Lane> => {
  const folder = await openBlobFolder();
  let interleaving = createInterleaving(seededRandom(0));
  const stepped: Pick<Interleaving, 'step' | 'stepInto'> = {
    step: () => interleaving.step(),
    stepInto: (work) => interleaving.stepInto(work),
  };
  const gateway = openSteppedDatabase(store.database.urlFor('moorgate_gateway'), stepped);
  const admin = openSteppedDatabase(store.database.urlFor('moorgate_admin'), stepped);
  // Nobody follows the feed here.
  const confirmations = { until: () => Promise.resolve(true) };
  const ctx = { ...store.ctx, db: admin, confirmations };
  const { blobs } = folder;

  return {
    cross: async (random, traffic) => {
      const device = await makeDevice();
      const { uuid } = device;
      const outcomes: Record<string, string> = {};
      interleaving = createInterleaving(random);
      const writer = { store, db: gateway, blobs, device, ...stepped };
      const writers = Object.entries(traffic.writes).map(([kind, write]) => async () => {
        await stepped.step();
        outcomes[kind] = await outcomeOf(write(writer));
      });
      const operations: Readonly<Record<Operation, () => Promise<unknown>>> = {
        deny: () => denyAndRemove(ctx, folder, uuid),
        undeny: () => undenyDevice(ctx, uuid),
        purge: () => purgeDevice(ctx, uuid),
        register: () => register(admin, uuid),
      };
      const sequence = random.pick(traffic.sequences);
      await interleaving.run([
        ...writers,
        async () => {
          for (const operation of sequence) await operations[operation]();
        },
      ]);
      const files = await folder.countFiles();
      const leftBehind = [...(await listLeftBehind(store, uuid)), ...(files > 0 ? ['file'] : [])];
      return { leftBehind, outcomes };
    },
    close: async () => {
      await Promise.all([gateway.destroy(), admin.destroy(), folder.close()]);
    },
  };
};

/** Runs crossings, each with a seed of its own, several at a time. */
const crossMany = async (
  seeds: readonly number[],
  traffic: Traffic,
): Promise<readonly (Crossing & { seed: number })[]> => {
  const crossings: (Crossing & { seed: number })[] = [];
  const left = seeds.values();
  const work = async (): Promise<void> => {
    const lane = await openLane();
    for (const own of left) {
      crossings.push({ seed: own, ...(await lane.cross(seededRandom(own), traffic)) });
    }
    await lane.close();
  };
  await Promise.all(Array.from({ length: lanes }, work));
  return crossings;
};

const seedsFrom = (first: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => first + index);

test(`in ${interleavings} interleavings no row and no file is left behind`, async () => {
  const traffic = { writes: lockedWrites, sequences };
  const crossings = await crossMany(seedsFrom(seed, interleavings), traffic);
  expect(crossings.filter(({ leftBehind }) => leftBehind.length > 0)).toEqual([]);
  expect(crossings).toHaveLength(interleavings);
  // It came both ways, or nothing was interleaved.
  for (const kind of ['row', 'upload'] as const) {
    const outcomes = new Set(crossings.map((crossing) => crossing.outcomes[kind]));
    expect(outcomes).toEqual(
      new Set(['done', 'device_denied', 'device_key_purged', 'service_unavailable']),
    );
  }
}, 600_000);

test('a write that looks at the device without its lock is found out', async () => {
  const kinds = ['check-in', 'refused key', 'row'];
  const found = new Set<string>();
  for (let round = 0; round < 50 && found.size < kinds.length; round += 1) {
    const seeds = seedsFrom(seed + round * 20, 20);
    const traffic = { writes: carelessWrites, sequences: [['deny'] as const] };
    for (const { leftBehind } of await crossMany(seeds, traffic)) {
      for (const what of leftBehind) found.add(what);
    }
  }
  expect([...found].sort()).toEqual(kinds);
}, 120_000);

test('a file that is placed after the commit instead of before it is found out', async () => {
  const folder = await openBlobFolder();
  const { db, ctx } = store;
  const device = await makeDevice();
  await writeThenPlace({ db, blobs: folder.blobs, device }, () =>
    denyAndRemove(ctx, folder, device.uuid),
  );
  expect(await folder.countFiles()).toBe(1);
  expect(await listLeftBehind(store, device.uuid)).toEqual([]);
  await folder.close();
});
