/** A product with repositories, and the real Git in front of it. */
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type GitFolder, gitFolderAt } from '@moorgate/testing';
import { createToken, installPki } from './fleet.ts';
import { makeFolder, type Product, productFactory, removeFolder, startProduct } from './product.ts';

/** A running installation. */
export interface GitGround {
  readonly product: Product;
  /** Every scope of sources. */
  readonly all: string;
  /** A token with these scopes of sources; each set has one. */
  tokenWith(...scopes: string[]): Promise<string>;
  /** The address of a repository, with a token in it where one is given. */
  urlOf(token: string | null, repository?: string): string;
  /** An empty folder for clones, which `close` removes. */
  makePlace(): Promise<GitFolder>;
  /** A new repository with a commit on `main`, which `close` removes. */
  makeRepository(): Promise<GitFolder>;
  /** What a reference is at the server; the empty text for none. */
  present(ref: string, repository?: string): Promise<string>;
  /** The folders in which the server keeps repositories that were used. */
  keptFolders(): Promise<GitFolder[]>;
  close(): Promise<void>;
}

const everything = ['source:read-update', 'source:create', 'source:delete'];

/** Starts it, with these variables beside the usual ones. */
export const openGitGround = async (env: Record<string, string> = {}): Promise<GitGround> => {
  const folder = await makeFolder();
  const dataDir = join(folder, 'data');
  await installPki(dataDir);
  const product = await startProduct(dataDir, { workers: 1, env });
  const places: GitFolder[] = [];
  const tokens = new Map<string, Promise<string>>();
  const tokenWith = (...scopes: string[]): Promise<string> => {
    const key = [...scopes].sort().join(' ');
    const token = tokens.get(key) ?? createToken(product, scopes);
    tokens.set(key, token);
    return token;
  };
  const all = await tokenWith(...everything);
  const urlOf = (token: string | null, repository = 'containers'): string => {
    const { origin } = new URL(product.ready.adminUrl);
    const base = token === null ? origin : origin.replace('//', `//x:${token}@`);
    return `${base}/factories/${productFactory}/${repository}.git`;
  };
  const makePlace = async (): Promise<GitFolder> => {
    const place = gitFolderAt(await mkdtemp(join(tmpdir(), 'moorgate-git-test-')));
    places.push(place);
    return place;
  };
  return {
    product,
    all,
    tokenWith,
    urlOf,
    makePlace,
    makeRepository: async () => {
      const place = await makePlace();
      await place.must('init', '-q', '-b', 'main');
      await place.commit('first', 'first');
      return place;
    },
    present: async (ref, repository) => {
      const place = await makePlace();
      const found = await place.must('ls-remote', urlOf(all, repository), ref);
      return found.split(/\s/)[0]!;
    },
    keptFolders: async () => {
      const root = join(dataDir, 'git/repositories');
      return (await readdir(root)).map((name) => gitFolderAt(join(root, name)));
    },
    close: async () => {
      await product.stop();
      for (const place of places) await place.remove();
      await removeFolder(folder);
    },
  };
};

const statusOf = (pid: number, field: string): number => {
  try {
    const text = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0);
  } catch {
    return 0;
  }
};

const pidsOfGit = async (folder: string): Promise<number[]> => {
  const names = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  return names.map(Number).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`GIT_PROJECT_ROOT=${folder}`);
    } catch {
      return false;
    }
  });
};

/** How much memory was used while something went on, in mebibytes. */
export interface MemoryPeaks {
  /** By the admin API, above what it had before. */
  readonly server: number;
  /** By the largest child, files that it maps left out: the system takes their pages back when it wants to. */
  readonly child: number;
  /** How many children ran at once, at most. */
  readonly children: number;
}

/** Watches the admin API and its children of Git while the work lasts. */
export const watchMemory = async (
  { product }: GitGround,
  work: () => Promise<unknown>,
): Promise<MemoryPeaks> => {
  const pid = product.ready.pids['adminApi']!;
  const folder = join(product.ready.dataDir, 'git');
  const before = statusOf(pid, 'VmRSS');
  let server = before;
  let child = 0;
  let children = 0;
  let isOver = false;
  const working = work().finally(() => {
    isOver = true;
  });
  while (!isOver) {
    server = Math.max(server, statusOf(pid, 'VmRSS'));
    const pids = await pidsOfGit(folder);
    const backends = pids.filter((one) => statusOf(one, 'Threads') > 0);
    child = Math.max(child, ...backends.map((one) => statusOf(one, 'RssAnon')));
    children = Math.max(children, backends.length);
    await delay(50);
  }
  await working;
  return { server: (server - before) / 1_024, child: child / 1_024, children };
};
