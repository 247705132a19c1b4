/** Many at once, large ones, and what is left when one breaks off, loses its right, or its server is killed. */
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { announceSeed, type GitFolder, isSoak, seededRandom } from '@moorgate/testing';
import { adminClient } from '../support/admin.ts';
import { createToken } from '../support/fleet.ts';
import { type GitGround, openGitGround, watchMemory } from '../support/git-ground.ts';
import { killPart } from '../support/kill-part.ts';
import {
  blobEntry,
  blobId,
  commandLines,
  none,
  packetLine,
  packOf,
  rawRequest,
} from '../support/raw-push.ts';

const random = seededRandom(announceSeed('interrupted pushes'));
let ground: GitGround;
let folder: GitFolder;
let url: string;
const largeBytes = isSoak() ? 200_000_000 : 24_000_000;

beforeAll(async () => {
  ground = await openGitGround();
  url = ground.urlOf(ground.all);
  folder = await ground.makeRepository();
  await folder.must('push', '-q', url, 'main');
});
afterAll(() => ground.close());

const checkAll = async (): Promise<void> => {
  for (const kept of await ground.keptFolders()) await kept.must('fsck', '--strict');
};

/** A new push works. */
const pushSomething = async (branch: string): Promise<void> => {
  await folder.must('checkout', '-q', '-B', branch, 'main');
  const commit = await folder.commit(branch, branch);
  await folder.must('push', '-q', url, branch);
  expect(await ground.present(`refs/heads/${branch}`)).toBe(commit);
};

/** Waits until no child of the server serves Git any more; answers how long that took, in milliseconds. */
const untilQuiet = async (): Promise<number> => {
  const since = performance.now();
  for (;;) {
    const { children } = await watchMemory(ground, () => delay(20));
    if (children === 0) return performance.now() - since;
  }
};

/** Pushes that much to a branch, and clones the branch; answers what each took. */
const pushAndClone = async (branch: string, bytes: number) => {
  await folder.must('checkout', '-q', '-B', branch, 'main');
  await folder.commit(branch, randomBytes(bytes));
  const pushed = await watchMemory(ground, () => folder.must('push', '-q', url, branch));
  const place = await ground.makePlace();
  const clone = ['clone', '-q', '-b', branch, '--single-branch', url, 'clone'];
  const cloned = await watchMemory(ground, () => place.must(...clone));
  await place.must('-C', 'clone', 'fsck');
  return [pushed, cloned];
};

test('a large push and its clone take no more memory of the server than a small one', async () => {
  await pushAndClone('small', 4_000_000);
  for (const { server, child } of await pushAndClone('large', largeBytes)) {
    // What has passed is collected when there are some 64 MiB of it, however much passes.
    expect(server).toBeLessThan(96);
    expect(child).toBeGreaterThan(0);
    expect(child).toBeLessThan(160);
  }
}, 600_000);

test('twenty pushes at once all arrive, by no more children than may run', async () => {
  const places: GitFolder[] = [];
  for (let count = 0; count < 20; count += 1) {
    const place = await ground.makeRepository();
    await place.commit('own', randomBytes(100_000));
    places.push(place);
  }
  const { children } = await watchMemory(ground, async () => {
    const pushes = places.map((place, index) =>
      place.git('push', '-q', url, `main:at-once-${index}`),
    );
    for (const { code, output } of await Promise.all(pushes))
      expect({ code, output }).toMatchObject({ code: 0 });
  });
  // Half of eight for one credential; each is a shell that becomes Git, and at most six processes below it.
  expect(children).toBeGreaterThan(0);
  expect(children).toBeLessThanOrEqual(4 * 7);
  await checkAll();
}, 240_000);

const wholePack = (): { ref: string; head: Buffer; pack: Buffer } => {
  const content = randomBytes(2_000_000);
  const ref = `refs/tags/broken-${blobId(content).slice(0, 8)}`;
  const head = commandLines([{ old: none, new: blobId(content), ref }]);
  return { ref, head, pack: packOf([blobEntry(content)]) };
};

test('a push that breaks off in the middle leaves nothing, and nothing behind', async () => {
  for (const part of [0, 0.3, 0.9]) {
    const { ref, head, pack } = wholePack();
    const sent = rawRequest(url, 'git-receive-pack', { 'Transfer-Encoding': 'chunked' });
    sent.write(head);
    sent.write(pack.subarray(0, Math.floor(pack.length * part)));
    await delay(200);
    sent.cut();
    await untilQuiet();
    expect(await ground.present(ref)).toBe('');
  }
  for (const kept of await ground.keptFolders())
    expect(await kept.must('count-objects', '-v')).toContain('garbage: 0');
  await checkAll();
  await pushSomething('after-a-cut');
}, 120_000);

test('after the server was killed during a push, the repository is whole, and takes the next one', async () => {
  for (let round = 0; round < (isSoak() ? 20 : 2); round += 1) {
    const { ref, head, pack } = wholePack();
    const sent = rawRequest(url, 'git-receive-pack', { 'Transfer-Encoding': 'chunked' });
    sent.write(head);
    sent.write(pack.subarray(0, random.below(pack.length)));
    await delay(random.below(300));
    killPart(ground.product, 'admin API', random);
    await sent.answered;
    const { adminUrl } = ground.product.ready;
    while (
      !(await fetch(new URL('/healthz', adminUrl)).then(
        ({ ok }) => ok,
        () => false,
      ))
    )
      await delay(100);
    expect(await ground.present(ref)).toBe('');
    await checkAll();
    await pushSomething(`after-a-kill-${round}`);
  }
}, 300_000);

describe('a token that is revoked', () => {
  const idOf = (token: string): string => token.split('_')[2]!;
  const revoke = async (token: string): Promise<void> => {
    const operator = await createToken(ground.product, ['tokens:delete']);
    const admin = adminClient(ground.product.ready.adminUrl, operator);
    const { status } = await admin.call('DELETE', `/v1/tokens/${idOf(token)}`);
    expect(status).toBe(204);
  };

  test('ends the push that runs with it within a second', async () => {
    const token = await createToken(ground.product, ['source:create']);
    const { ref, head, pack } = wholePack();
    const sent = rawRequest(ground.urlOf(token), 'git-receive-pack', {
      'Transfer-Encoding': 'chunked',
    });
    sent.write(head);
    sent.write(pack.subarray(0, 1_000_000));
    await delay(300);
    await revoke(token);
    expect(await untilQuiet()).toBeLessThan(1_000);
    await sent.answered;
    expect(await ground.present(ref)).toBe('');
    await pushSomething('after-a-revoked-push');
  }, 60_000);

  test('ends the clone that runs with it within a second, however slowly it is taken', async () => {
    const token = await createToken(ground.product, ['source:read']);
    const large = await ground.present('refs/heads/large');
    const sent = rawRequest(ground.urlOf(token), 'git-upload-pack');
    sent.write(packetLine(`want ${large} side-band-64k ofs-delta\n`));
    sent.write(Buffer.concat([Buffer.from('0000'), packetLine('done\n')]));
    sent.end();
    await sent.begun;
    sent.hold();
    await revoke(token);
    expect(await untilQuiet()).toBeLessThan(1_000);
  }, 60_000);
});
