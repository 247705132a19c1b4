import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '@moorgate/auth';
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import { createTestDatabase, frozenClock, type FrozenClock } from '@moorgate/testing';
import { parseRegistryEndpoint, type RegistryEndpoint } from '../store/registry-endpoint.ts';
import { beginCollection, settleCollections } from './administer-collections.ts';
import { controlSocketOf } from './collection-state.ts';

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let db: Db;
let clock: FrozenClock;
let ctx: Context;
let folder: string;
let endpoint: RegistryEndpoint;
let keeper: Server;
/** What the keeper of the registry says of its collection. */
let state: Record<string, unknown>;
/** The status with which it answers whoever asks for one; null cuts the connection. */
let status: number | null;
/** What was recorded, and could be read by others, when it was asked. */
let recordedBefore: string[];

const records = async (): Promise<string[]> => {
  const rows = await db
    .selectFrom('audit_records')
    .select(['action', 'actor_name', 'after'])
    .where('target_kind', '=', 'container_collection')
    .orderBy('id')
    .execute();
  return rows.map(({ action, actor_name: name, after }) => {
    const outcome = (after as { outcome?: string } | null)?.outcome;
    return `${name} ${action}${outcome === undefined ? '' : ` ${outcome}`}`;
  });
};

beforeEach(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  clock = frozenClock('2026-03-01T12:00:00.000Z');
  ctx = {
    db,
    clock,
    confirmations: createConfirmations(db),
    log: createLogger({ service: 'test', level: 'silent' }),
    principal: { kind: 'system', name: 'eve' },
    requestId: null,
    address: null,
  };
  folder = await mkdtemp(join(tmpdir(), 'moorgate-collections-'));
  const path = join(folder, 'registry.sock');
  endpoint = { kind: 'socket', path };
  [state, status, recordedBefore] = [{ status: 'idle', id: null }, 202, []];
  keeper = createServer((request, response) => {
    request.resume();
    const answer = async (): Promise<void> => {
      if (request.method === 'POST') {
        recordedBefore = await records();
        if (status === null) return void request.socket.destroy();
        if (status === 202) state = { status: 'running', id: request.url?.split('/').at(-1) };
        response.statusCode = status;
      }
      response.end(JSON.stringify(state));
    };
    void answer();
  });
  await new Promise<void>((resolve) => keeper.listen(controlSocketOf(path), resolve));
});
afterEach(async () => {
  keeper.closeAllConnections();
  await new Promise((resolve) => keeper.close(resolve));
  await rm(folder, { recursive: true });
  await db.destroy();
  await database.drop();
});

const begun = 'eve container_collection.started';

test('a collection is recorded before it begins, and its end once, after it', async () => {
  await beginCollection(ctx, endpoint);
  expect(recordedBefore).toEqual([begun]);
  clock.advance(3_600_000);
  await settleCollections(ctx, endpoint);
  expect(await records()).toEqual([begun]);
  state = { ...state, status: 'idle', outcome: 'completed', blobsDeleted: 3 };
  await Promise.all([1, 2, 3].map(() => settleCollections(ctx, endpoint)));
  const ended = 'registry container_collection.ended completed';
  expect(await records()).toEqual([begun, ended]);
  await settleCollections(ctx, endpoint);
  expect(await records()).toEqual([begun, ended]);
});

test('nothing is recorded of one that is asked of a registry elsewhere', async () => {
  const elsewhere = parseRegistryEndpoint('http://127.0.0.1:5000');
  const refused = beginCollection(ctx, elsewhere);
  await expect(refused).rejects.toMatchObject({ code: 'collection_not_offered' });
  expect(await records()).toEqual([]);
});

test('one that is refused, since another runs, is recorded as not begun', async () => {
  status = 409;
  const refused = beginCollection(ctx, endpoint);
  await expect(refused).rejects.toMatchObject({ code: 'collection_running' });
  expect(await records()).toEqual([begun, 'eve container_collection.ended not_begun']);
});

test('of one that the registry never heard of that is recorded a minute later', async () => {
  status = null;
  const unheard = beginCollection(ctx, endpoint);
  await expect(unheard).rejects.toMatchObject({ code: 'registry_unavailable' });
  await settleCollections(ctx, endpoint);
  expect(await records()).toEqual([begun]);
  clock.advance(60_001);
  await settleCollections(ctx, endpoint);
  expect(await records()).toEqual([begun, 'registry container_collection.ended not_begun']);
});
