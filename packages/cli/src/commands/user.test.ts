import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '@moorgate/testing';
import { type Db, openDatabase } from '@moorgate/db';
import { type CommandResult, runIn } from '../test-support/api-ground.ts';

let database: TestDatabase;
let db: Db;
let folder: string;
const former = { ...process.env };
beforeAll(async () => {
  database = await createTestDatabase();
  db = openDatabase({ url: database.url, applicationName: 'test' });
  folder = await mkdtemp(join(tmpdir(), 'moorgate-cli-user-'));
  process.env['DATABASE_URL'] = database.url;
});
afterAll(async () => {
  process.env = former;
  await db.destroy();
  await database.drop();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  delete process.env['MOORGATE_PASSWORD_REQUIRE_DIGIT'];
});

const run = (words: readonly string[], input: string): Promise<CommandResult> =>
  runIn({}, ['user', ...words, '--data-dir', folder, '--password-stdin'], { input });

const stored = (username: string) =>
  db
    .selectFrom('users')
    .select(['scopes', 'deactivated_at', 'password_hash'])
    .where('username', '=', username)
    .executeTakeFirstOrThrow();

test('recover makes an administrator of whoever is named, and nothing of somebody who is not there', async () => {
  expect((await run(['add', 'ada'], 'correct horse battery\n')).code).toBe(0);
  const before = await stored('ada');
  await db
    .updateTable('users')
    .set({ deactivated_at: new Date(0), deactivated_by: 'test' })
    .execute();
  const recovered = await run(['recover', 'ada'], 'another horse battery\n');
  expect(recovered).toMatchObject({ code: 0, stderr: '' });
  expect(recovered.stdout).toContain('ada is an administrator');
  const after = await stored('ada');
  expect(after.deactivated_at).toBeNull();
  expect(after.scopes).toContain('users:read-update');
  expect(after.password_hash).not.toBe(before.password_hash);
  const unknown = await run(['recover', 'nobody'], 'another horse battery\n');
  expect(unknown.code).toBe(1);
  expect(unknown.stderr).toContain('no such user');
});

test('passwords follow the rules of the environment with every command that sets one', async () => {
  const weak = 'no digit in this one\n';
  expect((await run(['add', 'bob'], weak)).code).toBe(0);
  process.env['MOORGATE_PASSWORD_REQUIRE_DIGIT'] = 'true';
  for (const words of [
    ['add', 'eve'],
    ['reset-password', 'bob'],
    ['recover', 'bob'],
  ]) {
    const refused = await run(words, weak);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('must have a digit');
  }
  expect(
    (await run(['reset-password', 'bob', '--revoke-tokens'], 'one digit in here: 1\n')).code,
  ).toBe(0);
});
