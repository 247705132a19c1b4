import { randomBytes } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { sql } from 'kysely';
import pg from 'pg';
import { openDatabase } from './connect.ts';
import type { Db } from './database.ts';
import { ensureServiceRoles, type ServiceRole, setServicePassword } from './service-roles.ts';

/** Roles belong to the whole server, where other tests log in as the real ones. */
const role = `moorgate_test_${randomBytes(4).toString('hex')}` as ServiceRole;
const password = `pä55'wörd-${randomBytes(8).toString('hex')}`;

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await createTestDatabase();
  // One connection, so that what is set for the session holds for every statement.
  db = openDatabase({ url: database.url, applicationName: 'test', poolSize: 1 });
  await sql`create role ${sql.id(role)} nologin`.execute(db);
});
afterAll(async () => {
  await sql`drop role ${sql.id(role)}`.execute(db);
  await db.destroy();
  await database.drop();
});

const logIn = async (user: string, withPassword: string): Promise<string> => {
  const url = new URL(database.url);
  url.username = user;
  url.password = encodeURIComponent(withPassword);
  const client = new pg.Client({ connectionString: url.href });
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string }>('select current_user as name');
    return rows[0]!.name;
  } finally {
    await client.end();
  }
};

test('a role logs in with the password that was set, and with no other', async () => {
  await expect(logIn(role, password)).rejects.toThrow();
  await setServicePassword(db, role, password);
  expect(await logIn(role, password)).toBe(role);
  await expect(logIn(role, 'other')).rejects.toMatchObject({ code: '28P01' });
});

/** The server's log, once it contains the text; null where the server does not collect its log. */
const logWith = async (text: string): Promise<string | null> => {
  for (;;) {
    const { rows } = await sql<{ log: string | null }>`
      select convert_from(pg_read_binary_file(pg_current_logfile()), 'UTF8') as log`.execute(db);
    const log = rows[0]?.log ?? null;
    if (log === null || log.includes(text)) return log;
  }
};

test('a password never reaches the server’s log', async () => {
  await sql`set log_statement = 'all'`.execute(db);
  await setServicePassword(db, role, password);
  const end = randomBytes(8).toString('hex');
  await sql`select ${sql.lit(end)}`.execute(db);
  await sql`reset log_statement`.execute(db);
  // The log is written by another process, in order. A server that was given may log elsewhere; there nothing shows.
  const log = (await logWith(end)) ?? `alter role "${role}"`;
  expect(log).toContain(`alter role "${role}"`);
  expect(log).not.toContain(password);
  expect(log).not.toContain(password.replaceAll("'", "''"));
});

test('roles that are there stay as they are, login and password included', async () => {
  await ensureServiceRoles(db);
  const url = new URL(database.urlFor('moorgate_gateway'));
  expect(await logIn('moorgate_gateway', url.password)).toBe('moorgate_gateway');
});
