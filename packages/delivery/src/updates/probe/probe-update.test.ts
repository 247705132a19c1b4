import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { DomainError } from '@moorgate/errors';
import { debianPackage, declareWith } from '@moorgate/testing';
import type { StoredContent, StoredFiles } from '../stored-files.ts';
import {
  type ProbedTarget,
  probeUpdate,
  requireDeliverable,
  type TargetOverrides,
} from './probe-update.ts';

const run = promisify(execFile);
const ostree = await debianPackage({ name: 'ostree' });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-probe-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Files in memory, as an upload has them stored. */
const storedOf = (contents: ReadonlyMap<string, Buffer>): StoredFiles => ({
  files: new Map(
    [...contents].map(([path, content]): [string, StoredContent] => [
      path,
      {
        sha256: createHash('sha256').update(content).digest(),
        blobId: path,
        bytes: content.length,
        isNew: true,
      },
    ]),
  ),
  read: (path, bytesMax) => {
    const content = contents.get(path);
    return Promise.resolve(content === undefined || content.length > bytesMax ? null : content);
  },
});

const filesIn = async (root: string): Promise<Map<string, Buffer>> => {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  return new Map(
    await Promise.all(
      paths.map(async (path) => [path.slice(root.length + 1), await readFile(path)] as const),
    ),
  );
};

/** Writes files; a value that begins with `->` is a link. */
const writeTree = async (root: string, tree: Readonly<Record<string, string>>): Promise<void> => {
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    if (content.startsWith('->')) await symlink(content.slice(2), join(root, path));
    else await writeFile(join(root, path), content);
  }
};

const refusal = async (
  stored: StoredFiles,
  overrides: TargetOverrides = {},
): Promise<string | ProbedTarget> => {
  try {
    requireDeliverable(stored);
    return await probeUpdate(stored, overrides);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'update_content_invalid')
      return error.details.detail ?? '';
    throw error;
  }
};

const digest = 'd'.repeat(64);
const hashOfNothing = createHash('sha256').digest('hex');

describe('apps', () => {
  const apps = new Map([
    [`apps/apps/web/${digest}/compose.yml`, Buffer.from('x')],
    [`apps/apps/db/${'e'.repeat(64)}/uri`, Buffer.from('x')],
    ['apps/blobs/sha256/x', Buffer.from('x')],
  ]);

  test('are found by their folders; without a file system the hash is that of nothing', async () => {
    expect(await refusal(storedOf(apps), { hardwareId: 'arm' })).toEqual({
      name: 'default',
      version: null,
      hardwareIds: ['arm'],
      ostreeHash: hashOfNothing,
      apps: { web: digest, db: 'e'.repeat(64) },
    });
  });

  test('need to be told what hardware they are for', async () => {
    expect(await refusal(storedOf(apps))).toContain('hardware-id');
  });

  test('that are said count more than those that are found', async () => {
    const overrides = { hardwareId: 'arm', apps: { other: digest }, name: 'lmp', version: 3 };
    expect(await refusal(storedOf(apps), overrides)).toMatchObject({
      name: 'lmp',
      version: 3,
      apps: { other: digest },
    });
  });

  test('with a digest that is none are refused', async () => {
    const odd = new Map([['apps/apps/web/latest/compose.yml', Buffer.from('x')]]);
    expect(await refusal(storedOf(odd), { hardwareId: 'arm' })).toContain('does not name an app');
  });
});

test('what has neither a repository nor apps is no update', async () => {
  expect(await refusal(storedOf(new Map([['tuf/root.json', Buffer.from('x')]])))).toBe(
    'It has neither ostree_repo/ nor apps/.',
  );
});

const declareOstree = declareWith(ostree, describe);

declareOstree('repositories that ostree made', () => {
  const ostreeRun = async (...args: string[]): Promise<string> => {
    if (!ostree.isThere) throw new Error(ostree.reason);
    const { stdout } = await run(ostree.program, args, { env: { ...process.env, ...ostree.env } });
    return stdout.trim();
  };

  const release = 'NAME="lmp"\nIMAGE_VERSION="148"\n';
  const hardwareToml = '[provision]\nprimary_ecu_hardware_id = "intel-corei7-64"\n';
  const repository = async (
    tree: Readonly<Record<string, string>>,
    { mode = 'archive', branch = 'intel-corei7-64-lmp' } = {},
  ): Promise<{ readonly commit: string; readonly files: Map<string, Buffer> }> => {
    const [repo, source] = [join(folder, 'ostree_repo'), join(folder, 'tree')];
    await writeTree(source, tree);
    await ostreeRun('init', `--repo=${repo}`, `--mode=${mode}`);
    const args = [`--repo=${repo}`, `--branch=${branch}`, '--no-xattrs', source];
    const commit = await ostreeRun('commit', '-s', 'test', ...args);
    await rm(source, { recursive: true });
    return { commit, files: await filesIn(folder) };
  };

  test.each(['archive', 'bare-user-only'])(
    'in the mode %s name all of the target',
    async (mode) => {
      const tree = {
        'usr/lib/os-release': release,
        'usr/lib/sota/conf.d/40-hardware-id.toml': hardwareToml,
        ...Object.fromEntries(
          Array.from({ length: 300 }, (_, index) => [
            `usr/bin/program-${String(index)}`,
            String(index),
          ]),
        ),
      };
      const { commit, files } = await repository(tree, { mode });
      expect(await refusal(storedOf(files))).toEqual({
        name: 'intel-corei7-64-lmp',
        version: 148,
        hardwareIds: ['intel-corei7-64'],
        ostreeHash: commit,
        apps: {},
      });
    },
  );

  test('are of the hardware whose loader they have, found through links, where no file says it', async () => {
    const { files } = await repository({
      lib: '->usr/lib',
      'usr/lib/ld-2.38.so': 'loader',
      'usr/lib/ld-linux-aarch64.so.1': '->/usr/lib/../lib/ld-2.38.so',
      'usr/lib/os-release': '->../../etc/release',
      'etc/release': 'IMAGE_VERSION=7',
    });
    expect(await refusal(storedOf(files))).toMatchObject({
      version: 7,
      hardwareIds: ['arm64-linux'],
    });
  });

  test('have the next version, and the usual hardware, where nothing is said at all', async () => {
    const tree = { 'usr/lib/os-release': 'NAME=x', loop: '->loop', 'lib/x': '->/loop' };
    const { files } = await repository(tree, { branch: 'deep/branch' });
    expect(await refusal(storedOf(files))).toMatchObject({
      name: 'deep/branch',
      version: null,
      hardwareIds: ['amd64-linux'],
    });
  });

  test('are not looked into for what the uploader says', async () => {
    const { files } = await repository({ a: 'b' });
    const [dirtree] = [...files.keys()].filter((path) => path.endsWith('.dirtree'));
    files.delete(dirtree!);
    expect(await refusal(storedOf(files))).toMatch(/cannot be read: the dirtree object .* missing/);
    const overrides = { version: 9, hardwareId: 'arm', ostreeHash: 'a'.repeat(64) };
    expect(await refusal(storedOf(files), overrides)).toMatchObject({
      version: 9,
      hardwareIds: ['arm'],
      ostreeHash: 'a'.repeat(64),
    });
  });

  test('without a branch are refused, and so is a branch that names no commit', async () => {
    const { files } = await repository({ a: 'b' });
    const branch = 'ostree_repo/refs/heads/intel-corei7-64-lmp';
    files.set(branch, Buffer.from('not a commit\n'));
    expect(await refusal(storedOf(files))).toContain('names no commit');
    files.delete(branch);
    expect(await refusal(storedOf(files))).toContain('no branch');
  });

  test('whose objects are not what their names say are refused', async () => {
    const { files } = await repository({ a: 'b' });
    for (const kind of ['commit', 'dirtree', 'dirmeta']) {
      const changed = new Map(files);
      const path = [...files.keys()].find((one) => one.endsWith(`.${kind}`))!;
      changed.set(path, Buffer.concat([files.get(path)!, Buffer.from('x')]));
      expect(await refusal(storedOf(changed))).toBe(
        `The object ${path} has another content than its name says.`,
      );
    }
  });

  test('of which any byte is wrong are read, or refused, and never harm', async () => {
    const { commit, files } = await repository({ 'usr/lib/os-release': release });
    const stored = storedOf(files);
    for (const [path, content] of files) {
      if (!path.includes('/objects/')) continue;
      for (let at = 0; at < content.length; at += 1) {
        const changed = Buffer.from(content);
        changed[at]! ^= 0xff;
        const reading = new Map(files).set(path, changed);
        const broken = { ...stored, read: storedOf(reading).read };
        const answer = await probeUpdate(broken, {}).catch((error: unknown) => error);
        if (answer instanceof DomainError) expect(answer.code).toBe('update_content_invalid');
        else expect(answer).toMatchObject({ ostreeHash: commit });
      }
    }
  });
});
