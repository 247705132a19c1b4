import { randomUUID } from 'node:crypto';
import type { Pool } from '@moorgate/db';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { gatewayService, listGateways } from './list-gateways.ts';

let store: TestStore;
let pool: Pool;
beforeAll(async () => {
  store = await startStore();
  pool = store.gatewayPool();
});
afterAll(() => store.close());
afterEach(() => pool.query('delete from feed_followers'));

interface Worker {
  readonly service?: string;
  readonly applied?: number;
  /** Milliseconds from now until its lease ends. */
  readonly leaseMs?: number;
  readonly isLost?: boolean;
  readonly connections?: number;
}

const addWorker = async (instance: string, worker: Worker = {}): Promise<void> => {
  const {
    service = gatewayService,
    applied = 1,
    leaseMs = 60_000,
    isLost = false,
    connections = 0,
  } = worker;
  await pool.query(
    `insert into feed_followers (id, service, instance, process_id, started_at, applied_sequence, leased_until,
       connections, lost_at)
     values ($1, $2, $3, 1, clock_timestamp(), $4, clock_timestamp() + $5 * interval '1 millisecond', $6,
       case when $7::boolean then clock_timestamp() end)`,
    [randomUUID(), service, instance, applied, leaseMs, connections, isLost],
  );
};

test('a worker without a lease has lapsed; one that was given up is lost, and counts no more', async () => {
  await addWorker('a', { leaseMs: -1, connections: 2 });
  await addWorker('a', { isLost: true, connections: 5 });
  const [gateway] = await listGateways(store.ctx);
  expect(gateway).toMatchObject({ name: 'a', state: 'lapsed', connections: 2 });
  expect(gateway?.workers.map((worker) => worker.state)).toEqual(['lapsed', 'lost']);
});

test('a gateway is as well off as its best worker, and has applied what its last one has', async () => {
  await addWorker('a', { applied: 1, leaseMs: -1 });
  await addWorker('a', { applied: 0 });
  await addWorker('b', { isLost: true, applied: 0 });
  const gateways = await listGateways(store.ctx);
  expect(gateways).toEqual([
    expect.objectContaining({ name: 'a', state: 'current', appliedSequence: 0 }),
    expect.objectContaining({ name: 'b', state: 'lost', appliedSequence: 0 }),
  ]);
  // The import of the one CA is the one change of this store.
  expect(gateways[0]?.workers.map((worker) => worker.changesBehind)).toEqual([0, 1]);
});

test('other processes that follow the feed are no gateways', async () => {
  await addWorker('a', { service: 'something-else' });
  expect(await listGateways(store.ctx)).toEqual([]);
});
