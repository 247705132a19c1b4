/** What the tables hold of secrets. */
import { runStatement } from '@moorgate/testing';
import { createBuild } from '../creation/create-build.ts';
import { type BuildGround, openBuildGround, testFactory } from '../test-support/build-ground.ts';
import { changeTrigger, createTrigger } from './trigger.ts';

let ground: BuildGround;
beforeEach(async () => {
  ground = await openBuildGround();
});
afterEach(() => ground.close());

const ofTrigger = 'hush-of-the-trigger';
const ofBuild = 'hush-of-the-build';

/** Two secrets of a trigger with one value, and one of a build that names it. */
const store = async (): Promise<void> => {
  const { ctx, services } = ground;
  const id = await createTrigger(ctx, services, {
    factory: testFactory,
    createdBy: 'ada',
    secrets: [{ name: 'one', value: ofTrigger }],
  });
  const secrets = [{ name: 'same', value: ofTrigger }];
  await changeTrigger(ctx, services, { factory: testFactory, id, secrets });
  await createBuild(ctx, services, {
    factory: testFactory,
    definition: { timeout: 5, triggers: [{ name: 't', runs: [{ name: 'a' }] }] },
    secrets: { own: ofBuild },
    triggerType: 'simple',
  });
};

/** Everything in a table, bytes as they are and as PostgreSQL writes them. */
const contentOf = async (table: string): Promise<string> => {
  const rows = await runStatement<{ row: string }>(
    ground.databaseUrl,
    `select row_to_json(t)::text as row from ${table} t`,
  );
  return rows.map(({ row }) => row).join('\n');
};

const formsOf = (value: string): string[] =>
  ['utf8', 'hex', 'base64'].map((form) => Buffer.from(value).toString(form as BufferEncoding));

test('secrets of triggers and builds are nowhere in the store but sealed', async () => {
  await store();
  const tables = await runStatement<{ name: string }>(
    ground.databaseUrl,
    `select relname as name from pg_class where relkind in ('r', 'p')
      and relnamespace = 'public'::regnamespace and has_table_privilege(oid, 'select')`,
  );
  const names = tables.map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining(['build_trigger_secrets', 'build_secrets', 'builds', 'build_runs']),
  );
  for (const name of names) {
    const content = await contentOf(name);
    for (const form of [ofTrigger, ofBuild].flatMap(formsOf)) expect(content).not.toContain(form);
  }
  const { secrets } = await ground.take(await ground.addRunner());
  expect(secrets).toMatchObject({ one: ofTrigger, same: ofTrigger, own: ofBuild });
});

test('the same value is sealed otherwise each time, and opens in its own place alone', async () => {
  await store();
  const { db } = ground;
  const sealed = await db.selectFrom('build_trigger_secrets').select('sealed').execute();
  expect(sealed).toHaveLength(2);
  expect(sealed[0]?.sealed.equals(sealed[1]!.sealed)).toBe(false);
  await db
    .updateTable('build_trigger_secrets')
    .set({ sealed: sealed[0]!.sealed })
    .where('sealed', '=', sealed[1]!.sealed)
    .execute();
  await expect(ground.take(await ground.addRunner())).rejects.toThrow('there is no run');
  const { status, message } = await ground.run(1, 'a');
  expect(status).toBe('FAILED');
  expect(message).toContain('set again in the trigger: same.');
});
