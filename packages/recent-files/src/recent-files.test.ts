import { createUser, type Context, type UserPrincipal } from '@moorgate/auth';
import {
  createConfirmations,
  type Db,
  deleteDeviceData,
  inTransaction,
  openDatabase,
} from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import { createTestDatabase, frozenClock, type TestDatabase } from '@moorgate/testing';
import { listRecentFiles } from './list-recent-files.ts';
import { noteOpenedFiles } from './note-opened-files.ts';

let database: TestDatabase;
let db: Db;
const clock = frozenClock('2026-03-01T12:00:00.000Z');

beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const contextOf = (principal: Context['principal']): Context => ({
  db,
  confirmations: createConfirmations(db),
  clock,
  log: createLogger({ service: 'test', level: 'silent' }),
  principal,
  requestId: null,
  address: null,
});

let lastNumber = 0;
const makeUser = async (): Promise<Context> => {
  lastNumber += 1;
  const username = `user${lastNumber}`;
  const operator = contextOf({ kind: 'system', name: 'test' });
  const { id } = await createUser(operator, { username, scopes: [] });
  const principal: UserPrincipal = {
    kind: 'user',
    userId: id,
    username,
    scopes: new Set(),
    grants: [],
    credential: { kind: 'session', tokenId: 'x' },
  };
  return contextOf(principal);
};

const open = async (ctx: Context, path: string, revision = '1'): Promise<void> => {
  clock.advance(1_000);
  await noteOpenedFiles(ctx, [{ id: 'configurations/factory', path, revision }]);
};

test('lists the newest first, each file once, as it was opened last', async () => {
  const ctx = await makeUser();
  await open(ctx, 'one');
  await open(ctx, 'two');
  await open(ctx, 'one', '2');
  const files = await listRecentFiles(ctx);
  expect(files.map(({ path, revision }) => [path, revision])).toEqual([
    ['one', '2'],
    ['two', '1'],
  ]);
  expect(files[0]).toEqual({
    id: 'configurations/factory',
    name: 'factory',
    path: 'one',
    revision: '2',
    openedAt: clock.now(),
  });
});

test('tells nobody what somebody else has opened', async () => {
  await open(await makeUser(), 'one');
  expect(await listRecentFiles(await makeUser())).toEqual([]);
});

test('keeps a hundred of each user', async () => {
  const ctx = await makeUser();
  for (let number = 0; number < 103; number += 1) await open(ctx, `file${number}`);
  const paths = (await listRecentFiles(ctx)).map(({ path }) => path);
  expect([paths.length, paths[0], paths.at(-1)]).toEqual([100, 'file102', 'file3']);
});

test('keeps several that were opened together, and takes the same file twice for one', async () => {
  const ctx = await makeUser();
  const file = { id: 'updates/main/one', path: 'root.json', revision: 'one' };
  await noteOpenedFiles(ctx, [file, { ...file, path: 'targets.json' }, file]);
  const paths = (await listRecentFiles(ctx)).map(({ path }) => path);
  expect(paths.sort()).toEqual(['root.json', 'targets.json']);
});

test('forgets the files of a device whose data is destroyed', async () => {
  const ctx = await makeUser();
  const uuid = '0190f5c2-0000-7000-8000-000000000001';
  await open(ctx, 'kept');
  await noteOpenedFiles(ctx, [
    { id: `devices/${uuid}`, path: 'x', revision: '1', deviceUuid: uuid },
  ]);
  await inTransaction(db, (trx) => deleteDeviceData(trx, uuid));
  expect((await listRecentFiles(ctx)).map(({ path }) => path)).toEqual(['kept']);
});

test('is about users alone', async () => {
  const ctx = contextOf({ kind: 'system', name: 'test' });
  await open(ctx, 'one');
  expect(await listRecentFiles(ctx)).toEqual([]);
});
