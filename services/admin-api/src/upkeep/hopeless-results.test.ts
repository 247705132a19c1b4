/** Results of which no targets can be made. */
import { randomUUID } from 'node:crypto';
import { findRun, readConsole, recordChange } from '@moorgate/builds';
import { inTransaction } from '@moorgate/db';
import { listTargets } from '@moorgate/targets';
import { startTestApp, type TestApp, testFactory } from '../test-support/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await app.makeTufKeys();
});
afterAll(() => app.close());

const runName = 'publish-compose-apps';

/** A build whose run has passed with an app, for this tag; answers its number. */
const build = (tag: string): Promise<number> =>
  inTransaction(app.db, async (trx) => {
    const change = { factory: testFactory, triggerName: 'containers-main', reason: 'push' };
    const recorded = await recordChange(trx, app.operator, { ...change, runName, console: '' });
    const { buildId } = recorded;
    const apps = { web: `hub.test/${testFactory}/web@sha256:${'a'.repeat(64)}` };
    await trx
      .updateTable('build_runs')
      .set({ result: JSON.stringify({ apps, images: [] }) as never, tags: [tag] })
      .where('build_id', '=', buildId)
      .execute();
    return buildId;
  });

const until = async <T>(find: () => Promise<T | null>): Promise<T> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = await find();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('it does not come');
};

const consoleOf = async (buildId: number): Promise<string> => {
  const run = (await findRun(app, { factory: testFactory, buildId, run: runName }))!;
  const parts: Buffer[] = [];
  for await (const part of readConsole(app.db, run.id, { from: 0, to: run.consoleBytes }))
    parts.push(part);
  return Buffer.concat(parts).toString();
};

test('any number of results that can be no targets stand in nobody’s way, and say why in the console of their run', async () => {
  const hopeless: number[] = [];
  for (let count = 0; count < 110; count += 1) hopeless.push(await build(`_tag-${count}`));
  const good = await build(`t${randomUUID().slice(0, 8)}`);
  const targets = await until(async () => {
    const found = await listTargets(app, { factory: testFactory }, { version: good });
    return found.length === 0 ? null : found;
  });
  expect(targets).toHaveLength(2);
  const said = await until(async () => {
    const text = await consoleOf(hopeless.at(-1)!);
    return text === '' ? null : text;
  });
  expect(said).toMatch(/^== No targets can be made of this: .*custom\/tags must be a list/);
});
