import { randomUUID } from 'node:crypto';
import { inTransaction, upsertPublications, upsertTargets } from '@moorgate/db';
import { type ApiGround, startApiGround } from '../../test-support/api-ground.ts';

const tag = `t${randomUUID().slice(0, 8)}`;
const sha256 = 'ab'.repeat(32);
const uri = `hub.test/acme/web@sha256:${sha256}`;

let ground: ApiGround;
beforeAll(async () => {
  ground = await startApiGround();
  const at = new Date('2026-03-01T12:00:00Z');
  const custom = { version: '42', hardwareIds: ['intel'], docker_compose_apps: { web: { uri } } };
  const target = (version: number) => ({
    ...{ id: randomUUID(), factory: 'acme', name: `intel-lmp-${String(version)}`, version },
    ...{ bytes: 0, sha256: Buffer.from(sha256, 'hex'), custom, tags: [tag], at, by: 'somebody' },
  });
  await inTransaction(ground.db, async (trx) => {
    await upsertTargets(trx, [target(41), target(42)]);
    await upsertPublications(trx, [{ factory: 'acme', name: 'intel-lmp-42', tag }], at);
    const publications = trx.updateTable('target_publications');
    const later = new Date('2100-01-01T00:00:00Z');
    const failed = { state: 'failed' as const, reason: 'It is not there.', attempt_at: later };
    await publications.set(failed).where('tag', '=', tag).execute();
  });
});
afterAll(() => ground.close());

test('lists targets with what has become of them, the highest version first', async () => {
  const { code, stdout } = await ground.run(['targets', 'list', '--tag', tag]);
  expect(code).toBe(0);
  const lines = stdout.trim().split('\n').slice(1);
  expect(lines.map((line) => line.split(/ +/)[0])).toEqual(['intel-lmp-42', 'intel-lmp-41']);
  expect(lines[0]).toContain(`${tag}: failed (It is not there.)`);
});

test('shows one, and says that there is none of another name', async () => {
  const { stdout } = await ground.run(['targets', 'show', 'intel-lmp-42']);
  expect(stdout).toMatch(new RegExp(`^apps: +web: ${uri}$`, 'm'));
  expect(stdout).toMatch(/^hardware: +intel$/m);
  const none = await ground.run(['targets', 'show', 'nothing-1']);
  expect([none.code === 0, none.stderr]).toEqual([
    false,
    expect.stringContaining('no such target'),
  ]);
});

test('has what failed tried at once', async () => {
  expect(await ground.run(['targets', 'retry', 'intel-lmp-42'])).toMatchObject({
    code: 0,
    stdout: 'intel-lmp-42 is being published.\n',
  });
  const rows = ground.db.selectFrom('target_publications').select('attempt_at');
  const [row] = await rows.where('tag', '=', tag).execute();
  expect(row!.attempt_at.getTime()).toBeLessThan(Date.now() + 60_000);
});
