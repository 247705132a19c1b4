/** Whoever is killed while metadata is signed again leaves all of the old or all of the new, and nobody waiting. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { loadSealingKeys } from '@moorgate/auth';
import { announceSeed, isSoak, seededRandom } from '@moorgate/testing';
import { verifyUpdateMetadata } from '@moorgate/tuf';
import { useTuf } from '../test-support/use-tuf.ts';
import { ensureTufKeys } from './keys/set-up-tuf.ts';
import { rotateRoot } from './keys/rotate-root.ts';

const keysFolder = await mkdtemp(join(tmpdir(), 'moorgate-killed-signing-'));
const sealingKeys = await loadSealingKeys(keysFolder);
const ground = useTuf({ sealingKeys });
afterAll(() => rm(keysFolder, { recursive: true }));

const random = seededRandom(announceSeed('killed signing'));
const program = join(import.meta.dirname, '../test-support/sign-forever.ts');
const { factory } = ground;

const signUntilKilled = async (updateId: string, milliseconds: number): Promise<void> => {
  const url = ground.database().urlFor('moorgate_admin');
  const args = ['--conditions=@moorgate/source', program, url, keysFolder, factory, updateId];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await delay(milliseconds);
  child.kill('SIGKILL');
  await once(child, 'exit');
};

test('each kill leaves metadata that fits together, with versions that have only grown', async () => {
  const id = await ground.addUpdate();
  const other = await ground.addUpdate();
  let last = 0;
  for (let kills = isSoak() ? 200 : 8; kills > 0; kills -= 1) {
    await signUntilKilled(id, random.below(120));
    const update = await ground.read(id);
    verifyUpdateMetadata(update.root.envelope.signed, update);
    const versions = [update.targets, update.snapshot, update.timestamp].map((one) => one.version);
    expect(new Set(versions).size).toBe(1);
    expect(versions[0]).toBeGreaterThanOrEqual(last);
    last = versions[0]!;
  }
  expect(last).toBeGreaterThan(8);
  const device = await ground.insertDevice();
  await ground.assign(device, other);
  expect((await ground.read(other)).targets.version).toBeGreaterThan(last);
}, 600_000);

test('a rotation that is interrupted before its commit leaves the old root, the old keys and what they signed', async () => {
  const id = await ground.addUpdate();
  const before = await ground.read(id);
  const ctx = ground.ctx();
  const broken = { ...ctx, clock: { now: failAfter(2, () => ctx.clock.now()) } };
  await expect(
    rotateRoot(broken, { factory, sealingKeys, replacesEveryKey: true }),
  ).rejects.toThrow('the clock stopped');
  const after = await ground.read(id);
  expect(after.root.bytes.equals(before.root.bytes)).toBe(true);
  verifyUpdateMetadata(after.root.envelope.signed, after);
  expect(await ensureTufKeys(ctx, { factory, sealingKeys })).toBe(false);
  await ground.assign(await ground.insertDevice(), id);
  const signed = await ground.read(id);
  verifyUpdateMetadata(signed.root.envelope.signed, signed);
});

/** Works so many times, then throws. */
const failAfter = <T>(times: number, work: () => T): (() => T) => {
  let left = times;
  return () => {
    left -= 1;
    if (left < 0) throw new Error('the clock stopped');
    return work();
  };
};
