import { randomUUID } from 'node:crypto';
import { createEmptyDatabase, type TestDatabase } from '@moorgate/testing';
import { sql } from 'kysely';
import { openDatabase } from './connect.ts';
import type { Db } from './database.ts';
import { migrations } from './migrations/index.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createEmptyDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test' });
});
afterAll(async () => {
  await db.destroy();
  await database.drop();
});

const step = '0011-tokens';

test('tokens from before families were kept are each given the one that they descend from', async () => {
  for (const [name, { up }] of Object.entries(migrations)) if (name < step) await up(db);
  const userId = randomUUID();
  await sql`insert into users (id, username, scopes, created_at, created_by)
    values (${userId}, 'ada', '{}', now(), 'test')`.execute(db);
  for (const [id, parent] of [
    ['root', null],
    ['child', 'root'],
    ['grandchild', 'child'],
    ['other', null],
  ])
    await sql`insert into tokens (id, kind, owner_id, dialect, name, scopes, created_at, created_by, parent_id)
      values (${id}, 'pat', ${userId}, 'native', 'x', '{}', now(), 'test', ${parent})`.execute(db);
  await migrations[step]!.up(db);
  const rows = await db.selectFrom('tokens').select(['id', 'family_id']).orderBy('id').execute();
  expect(rows).toEqual([
    { id: 'child', family_id: 'root' },
    { id: 'grandchild', family_id: 'root' },
    { id: 'other', family_id: 'other' },
    { id: 'root', family_id: 'root' },
  ]);
});
