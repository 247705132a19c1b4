import { readdir, readFile } from 'node:fs/promises';
import { createEmptyDatabase, type TestDatabase } from '@moorgate/testing';
import { openDatabase } from './connect.ts';
import type { Db } from './database.ts';
import { dumpSchema } from './dump-schema.ts';
import { listPendingMigrations, migrate } from './migrate.ts';
import { migrations } from './migrations/index.ts';

let database: TestDatabase;
let db: Db;
beforeEach(async () => {
  database = await createEmptyDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test' });
});
afterEach(async () => {
  await db.destroy();
  await database.drop();
});

const names = Object.keys(migrations);

test('brings an empty database to the newest schema, as schema.sql shows it', async () => {
  expect(await listPendingMigrations(db)).toEqual(names);
  expect(await migrate(db)).toEqual(names);
  expect(await listPendingMigrations(db)).toEqual([]);
  const committed = await readFile(new URL('../schema.sql', import.meta.url), 'utf8');
  expect(await dumpSchema(db)).toBe(committed);
});

test('changes nothing the second time', async () => {
  await migrate(db);
  const before = await dumpSchema(db);
  expect(await migrate(db)).toEqual([]);
  expect(await dumpSchema(db)).toBe(before);
});

test('succeeds for each of two processes that start at once, and applies each migration once', async () => {
  const other = openDatabase({ url: database.url, applicationName: 'test' });
  const applied = await Promise.all([migrate(db), migrate(other)]).finally(() => other.destroy());
  expect(applied.flat().sort()).toEqual(names);
});

test('leaves nothing half done when a migration fails', async () => {
  const conflicting = openDatabase({ url: database.url, applicationName: 'test' });
  await conflicting.schema.createTable('users').addColumn('id', 'uuid').execute();
  await conflicting.destroy();
  await expect(migrate(db)).rejects.toMatchObject({ code: '42P07' });
  const tables = await db.introspection.getTables();
  expect(tables.map((table) => table.name)).toEqual(['users']);
});

test('runs migrations that depend on kysely alone, so that no later change can reach back', async () => {
  const folder = new URL('./migrations/', import.meta.url);
  const files = (await readdir(folder)).filter((name) => /^\d{4}-.*\.ts$/.test(name));
  expect(files.map((name) => name.replace(/\.ts$/, ''))).toEqual(names);
  for (const name of files) {
    const source = await readFile(new URL(name, folder), 'utf8');
    const imported = [...source.matchAll(/\b(?:from|import)\s*\(?\s*'([^']+)'/g)];
    expect([name, ...imported.map(([, specifier]) => specifier)]).toEqual([name, 'kysely']);
  }
});

test('is dumped in full or not at all', async () => {
  await migrate(db);
  await db.schema.createView('someone').as(db.selectFrom('users').select('id')).execute();
  await expect(dumpSchema(db)).rejects.toThrow(/cannot render: relation someone/);
});
