/** Repositories that want to do harm when the runner clones them, and when it reads what they left. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { declareWith } from '@moorgate/testing';
import {
  file,
  folder,
  type HostileRepositories,
  link,
  openHostileRepositories,
  submodule,
  type TreeEntry,
} from './test-support/hostile-repositories.ts';
import { namespacesHere, type RunnerGround, startGround } from './test-support/runner-ground.ts';
import { listProcessesOf } from './workspace/processes-of-user.ts';

const namespaces = await namespacesHere();
/** Of this suite alone. */
const users = { first: 1_950_010_000, last: 1_950_010_099 };

declareWith(namespaces, describe)('a repository that is cloned', () => {
  let ground: RunnerGround;
  let repositories: HostileRepositories;
  /** A folder of this host that every user may write to, and a file in it that everybody may read. */
  let host: string;
  beforeAll(async () => {
    ground = await startGround(namespaces.isThere ? namespaces.bubblewrap : '', { users });
    repositories = await openHostileRepositories();
    host = await mkdtemp(join(tmpdir(), 'moorgate-host-'));
    await chmod(host, 0o777);
    await writeFile(join(host, 'key'), 'a key of this host', { mode: 0o644 });
  });
  afterAll(async () => {
    await ground.close();
    await repositories.close();
    await rm(host, { recursive: true });
  });

  const sourceOf = async (tree: readonly TreeEntry[]) => {
    const { url, commit } = await repositories.make(randomUUID(), tree);
    return { url, repository: 'containers', ref: 'refs/heads/main', commit };
  };
  const orderWith = async (tree: readonly TreeEntry[], more: Record<string, unknown> = {}) => ({
    source: await sourceOf(tree),
    credential: {
      secret: 'credential-of-the-run',
      registryHost: '127.0.0.1:1',
      serverUrl: repositories.url,
    },
    ...more,
  });
  const publishing = { publishes: { apps: true, tags: [], network: false } };

  /** Nobody wrote to the folder of the host, and nothing is left of the run. */
  const expectNoHarm = async (): Promise<void> => {
    expect(await readdir(host)).toEqual(['key']);
    expect(await readFile(join(host, 'key'), 'utf8')).toBe('a key of this host');
    const { vacancies } = ground.server;
    const before = vacancies.length;
    await ground.execute('true');
    await ground.server.until(() => vacancies.length > before);
  };

  const modules = (path: string, url: string, name = 'x'): TreeEntry =>
    file('.gitmodules', `[submodule "${name}"]\n\tpath = ${path}\n\turl = ${url}\n`);

  test('has its files in the workspace, and what names other places or programs stays text', async () => {
    const touch = `touch ${host}/harmed`;
    const tree = [
      file('.gitattributes', '* filter=evil diff=evil merge=evil ident\n'),
      file('.gitconfig', `[filter "evil"]\n\tsmudge = ${touch}\n\tprocess = ${touch}\n`),
      file('.lfsconfig', `[lfs]\n\turl = ext::${touch}\n`),
      // A repository within a repository, for whoever looks for one without asking.
      file('HEAD', 'ref: refs/heads/main\n'),
      file('config', `[core]\n\tbare = true\n\tfsmonitor = ${touch}\n\thooksPath = hooks\n`),
      folder('hooks', { mode: '100755', name: 'post-checkout', content: `#!/bin/sh\n${touch}\n` }),
      folder('objects', file('keep', '')),
      folder('refs', file('keep', '')),
      { mode: '100755', name: 'text', content: '$Id$ as it is\n' } as const,
      file('-x', 'x'),
      file('--upload-pack=sh', 'x'),
      file('a\nb\u001b[2J', 'x'),
      file('\xff\xfe', 'x'),
    ];
    const script = '#!/bin/bash\ncat /repo/text; ls -Ab /repo | wc -l; git -C /repo status --short';
    const { console, completion } = await ground.execute(script, await orderWith(tree));
    expect([completion, console]).toEqual([
      { status: 'PASSED' },
      expect.stringMatching(/\n\$Id(: [0-9a-f]{40} )?\$ as it is\n14\n/),
    ]);
    await expectNoHarm();
  });

  test.each([
    ['runs a program', () => `ext::sh -c touch% ${host}/harmed`],
    ['is a folder of the host', () => `file://${host}`],
    ['is a path of the host', () => host],
    ['is on another host', () => 'http://192.0.2.1/x.git'],
  ])('keeps a submodule empty whose address %s', async (_title, url) => {
    const tree = [modules('sub', url()), submodule('sub'), file('text', 'x')];
    const script = 'ls -A /repo/sub | wc -l; echo end';
    const { console, completion } = await ground.execute(script, await orderWith(tree));
    expect([completion['status'], console]).toEqual([
      'PASSED',
      expect.stringContaining('\n0\nend\n'),
    ]);
    await expectNoHarm();
  });

  const refused: readonly [string, () => TreeEntry[]][] = [
    [
      'a submodule whose address is an option',
      () => [modules('sub', `--upload-pack=touch ${host}/harmed`), submodule('sub')],
    ],
    ['a submodule at an option', () => [modules('-x', './x'), submodule('-x')]],
    [
      'a submodule whose name leads out of it',
      () => [modules('sub', './x', '../../../hooks'), submodule('sub')],
    ],
    ['a list of submodules that is a link', () => [link('.gitmodules', `${host}/key`)]],
    [
      'hooks of its own',
      () => [
        folder(
          '.git',
          folder('hooks', { mode: '100755', name: 'post-checkout', content: '#!/bin/sh\n' }),
        ),
      ],
    ],
    ['hooks in capitals', () => [folder('.GIT', file('config', '[core]\n'))]],
    ['hooks under a short name', () => [folder('git~1', file('config', '[core]\n'))]],
    ['a folder above it', () => [folder('..', file('harmed', 'x'))]],
    ['a path as a name', () => [file(`../../..${host}/harmed`, 'x')]],
    [
      'a link and a folder of one name',
      () => [link('out', host), folder('out', file('harmed', 'x'))],
    ],
  ];

  test.each(refused)('is refused with %s', async (_title, tree) => {
    const { completion } = await ground.execute('echo never', await orderWith(tree()));
    expect(completion).toEqual({
      status: 'FAILED',
      message: expect.stringMatching(/cannot be had\. \(run_source_unavailable\)$/),
    });
    await expectNoHarm();
  });

  test('shows nothing of the host by links, whoever follows them', async () => {
    const tree = [
      link('host', host),
      link('key', `${host}/key`),
      link('root', '/proc/self/root'),
      folder('app', link('docker-compose.yml', `${host}/key`)),
      link('linked', host),
      folder('secrets', link('docker-compose.yml', '/proc/self/environ')),
    ];
    const script = `#!/bin/bash
cat /repo/host/key /repo/key && echo THROUGH
cp -P /repo/key /archive/; cp /repo/root${host}/key /archive/other && echo THROUGH
exit 0`;
    const order = await orderWith(tree, publishing);
    const { console, completion, run } = await ground.execute(script, order);
    expect(console).not.toContain('THROUGH');
    expect(console).not.toContain('a key of this host');
    expect(console).toContain('No folder has a docker-compose.yml');
    expect([completion['status'], [...run.artifacts.keys()]]).toEqual(['PASSED', []]);
    await expectNoHarm();
  });

  test('ends the run where its files are larger than a run may have', async () => {
    // Of zeros Git would make files with holes, which take no disk.
    const content = Buffer.alloc(40 * 1024 * 1024, 'x');
    const tree = [1, 2, 3, 4].map((one) => file(`large-${one}`, content));
    const script = 'sleep 30';
    const { completion } = await ground.execute(script, await orderWith(tree));
    expect(completion['message']).toBe(
      'The run takes more disk than the 67108864 bytes that it may.',
    );
    await expectNoHarm();
  }, 60_000);

  test('is not waited for when the runner stops, and no program of the clone is left', async () => {
    repositories.stall(true);
    const run = ground.order('echo never', await orderWith([file('text', 'x')]));
    await ground.server.until(() => run.console.includes('Sources: '));
    await ground.runner.stop();
    expect(run.completion).toEqual({ status: 'FAILED', message: 'The runner was stopped.' });
    const all = Array.from({ length: 100 }, (_one, index) => users.first + index);
    expect((await Promise.all(all.map(listProcessesOf))).flat()).toEqual([]);
    expect(await readdir(join(ground.workDir, 'runs'))).toEqual([]);
  });
});
