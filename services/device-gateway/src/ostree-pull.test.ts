import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { denyDevice } from '@moorgate/devices';
import { debianPackage, declareWith, type TestLeaf } from '@moorgate/testing';
import { type DeliveryGround, startDeliveryGround } from './test-support/delivered-update.ts';

const run = promisify(execFile);
const ostree = await debianPackage({ name: 'ostree' });

declareWith(ostree, describe)('the real ostree', () => {
  let ground: DeliveryGround;
  let folder: string;
  let updateId: string;
  /** Older and newer commits of the branch. */
  const commits: string[] = [];

  const call = async (repository: string, ...args: readonly string[]): Promise<string> => {
    if (!ostree.isThere) throw new Error(ostree.reason);
    const env = { ...process.env, ...ostree.env };
    const { stdout } = await run(ostree.program, [`--repo=${join(folder, repository)}`, ...args], {
      env,
    });
    return stdout.trim();
  };

  /** Files of many sizes: empty, small, and larger than what is sent from memory. */
  const writeTree = async (version: number): Promise<string> => {
    const tree = join(folder, `tree-${version}`);
    for (let index = 0; index < 200; index += 1) {
      const place = join(tree, 'usr', `folder-${index % 20}`);
      await mkdir(place, { recursive: true });
      const seed = index % 4 === 0 ? version : 0;
      // Digits in an order that compresses little.
      let text = '';
      for (let at = 0; text.length < index * index * 5; at += 1)
        text += Math.sin(index + at * 7 + seed).toString(36);
      await writeFile(join(place, `file-${index}`), text);
    }
    return tree;
  };

  const makeRepository = async (): Promise<void> => {
    await call('ostree_repo', 'init', '--mode=archive-z2');
    for (const version of [1, 2]) {
      const tree = await writeTree(version);
      const branch = ['--branch=intel-corei7-64-lmp', `--subject=version ${version}`];
      commits.push(await call('ostree_repo', 'commit', ...branch, `--tree=dir=${tree}`));
    }
    const [from, to] = commits;
    await call('ostree_repo', 'static-delta', 'generate', `--from=${from}`, `--to=${to}`);
    await call('ostree_repo', 'summary', '--update');
  };

  beforeAll(async () => {
    ground = await startDeliveryGround();
    folder = await mkdtemp(join(tmpdir(), 'moorgate-ostree-'));
    await makeRepository();
    const archive = spawn('tar', ['-C', folder, '--format=pax', '-cf', '-', 'ostree_repo'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    updateId = await ground.upload(archive.stdout);
  }, 120_000);
  afterAll(async () => {
    await ground.close();
    await rm(folder, { recursive: true });
  });

  /** A repository of a device, with the gateway as its remote. */
  const makeClient = async (name: string, leaf: TestLeaf): Promise<void> => {
    const { pki, port } = ground.running;
    const files = {
      'root.crt': pki.root.certPem,
      'client.pem': leaf.certPem,
      'pkey.pem': leaf.keyPem,
    };
    for (const [file, pem] of Object.entries(files))
      await writeFile(join(folder, `${name}-${file}`), pem);
    const at = (file: string): string => join(folder, `${name}-${file}`);
    await call(name, 'init', '--mode=bare-user-only');
    await call(
      name,
      'remote',
      'add',
      '--set=gpg-verify=false',
      `--set=tls-ca-path=${at('root.crt')}`,
      `--set=tls-client-cert-path=${at('client.pem')}`,
      `--set=tls-client-key-path=${at('pkey.pem')}`,
      'gateway',
      `https://localhost:${port}/ostree`,
    );
  };

  test('pulls a commit with the certificate of a device, then the next one by its delta, and finds them whole', async () => {
    await makeClient('client', await ground.makeDevice(updateId));
    for (const commit of commits) {
      await call('client', 'pull', 'gateway', commit);
      expect(await call('client', 'fsck')).toContain('no errors found');
    }
    await call('client', 'checkout', '--user-mode', commits[1]!, join(folder, 'checked-out'));
    for (const path of ['usr/folder-19/file-199', 'usr/folder-0/file-0', 'usr/folder-8/file-8'])
      expect(
        (await readFile(join(folder, 'checked-out', path))).equals(
          await readFile(join(folder, 'tree-2', path)),
        ),
      ).toBe(true);
  }, 120_000);

  test('pulls by the name of the branch, which stands in the summary', async () => {
    await makeClient('by-branch', await ground.makeDevice(updateId));
    await call('by-branch', 'pull', 'gateway', 'intel-corei7-64-lmp');
    expect(await call('by-branch', 'rev-parse', 'gateway:intel-corei7-64-lmp')).toBe(commits[1]);
  }, 120_000);

  test('gets nothing as a device that is denied, or assigned to nothing', async () => {
    const denied = await ground.makeDevice(updateId);
    await makeClient('denied', denied);
    await denyDevice(ground.running.ctx, { uuid: denied.uuid });
    await expect(call('denied', 'pull', 'gateway', commits[0]!)).rejects.toThrow('403');
    await makeClient('free', await ground.makeDevice(null));
    await expect(call('free', 'pull', 'gateway', commits[0]!)).rejects.toThrow('404');
  }, 120_000);
});
