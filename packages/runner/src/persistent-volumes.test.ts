/** What runs find again in volumes, and what they must not. */
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declareWith } from '@moorgate/testing';
import { namespacesHere, type RunnerGround, startGround } from './test-support/runner-ground.ts';

const namespaces = await namespacesHere();

declareWith(namespaces, describe)('a persistent volume', () => {
  let ground: RunnerGround;
  beforeEach(async () => {
    ground = await startGround(namespaces.isThere ? namespaces.bubblewrap : '');
  });
  afterEach(() => ground.close());
  const persistentVolumes = { cache: '/cache' };
  const run = (script: string, more: Record<string, unknown> = {}) =>
    ground.execute(`#!/bin/bash\nls -A /cache | sed 's/^/found /'\n${script}`, {
      persistentVolumes,
      ...more,
    });

  test('has what the last run that passed has left, and belongs to the next one', async () => {
    const first = await run('mkdir /cache/deep; echo one >/cache/deep/file; chmod 500 /cache/deep');
    expect(first.console).toContain('The volume cache begins empty.');
    const script = 'chmod 700 /cache/deep; cat /cache/deep/file; echo two >>/cache/deep/file';
    const second = await run(script);
    expect(second.console).toContain('The volume cache is as the last run that passed has left it');
    expect(second.console).toContain('\nfound deep\none\n');
    expect(second.completion).toEqual({ status: 'PASSED' });
    // What makes a run fail is not found again.
    expect((await run('touch /cache/bad; exit 1')).console).toContain('found deep');
    expect((await run('true')).console).not.toContain('found');
  });

  test('is not that of another name, branch or factory, nor of runs that publish', async () => {
    const source = {
      url: `${ground.server.url}/x.git`,
      repository: 'containers',
      commit: '0'.repeat(40),
    };
    await run('touch /cache/mine');
    for (const more of [
      { persistentVolumes: { other: '/cache' } },
      { factory: 'other' },
      { publishes: { apps: true, tags: [], network: false } },
    ])
      expect((await run('true', more)).console).not.toContain('found');
    // Sources that cannot be had end a run before its script; its volume is not that of the others either.
    await run('true', { source: { ...source, ref: 'refs/heads/main' } });
    expect((await run('true')).console).toContain('found mine');
  });

  test('gives a run nothing of the host by links that an earlier one left in it', async () => {
    const host = await mkdtemp(join(tmpdir(), 'moorgate-host-'));
    const key = join(host, 'key');
    await writeFile(key, 'a key of this host', { mode: 0o600 });
    await run(`ln -s ${key} /cache/key; ln -s ${host} /cache/folder; ln -s / /cache/root`);
    const { console, completion } = await run(
      `cat /cache/key /cache/root${key} && echo THROUGH; true`,
    );
    expect(console).toContain('found folder\nfound key\nfound root');
    expect([completion['status'], console.includes('THROUGH')]).toEqual(['PASSED', false]);
    expect([(await stat(key)).uid, (await stat(host)).uid]).toEqual([0, 0]);
    await rm(host, { recursive: true });
  });

  test('counts in what a run may take of the disk, and is not kept where it is too large', async () => {
    const filling =
      'for i in 1 2 3 4; do head -c 20M /dev/zero | tr "\\0" x >/cache/$i; done; sleep 60';
    const { completion } = await run(filling);
    expect(completion['message']).toMatch(/takes more disk/);
    const volumes = await readdir(join(ground.workDir, 'volumes')).catch(() => []);
    expect(volumes).toEqual([]);
  }, 30_000);

  test('is left out where it has no place', async () => {
    const { console } = await ground.execute('ls /etc/cache && echo THROUGH; true', {
      persistentVolumes: { bad: '/etc/cache', worse: '/../x' },
    });
    expect(console).toContain('The volume bad is left out: /etc/cache can be no place of it.');
    expect(console).toContain('The volume worse is left out');
    expect(console).not.toContain('THROUGH');
  });
});
