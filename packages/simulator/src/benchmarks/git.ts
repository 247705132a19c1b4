/** Clones and pushes through the door of Git, beside `git http-backend` without one. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startFactoryServer } from '../lab/factory-server.ts';
import { factory } from '../lab/credentials.ts';
import { objectsOf, writeLargeBranch, writeLongBranch } from '../lab/git-branches.ts';
import { findGit, type GitClient, type GitProgram, openGitClient } from '../lab/git-client.ts';
import type { Lab } from '../lab/lab.ts';
import { alternate } from '../measure/alternate.ts';
import { type Bound, compare, type Comparison } from '../measure/comparison.ts';
import { readMemoryKb, watchPeakKb } from '../measure/process-memory.ts';
import { startChild } from '../processes/start-child.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** How many times longer something large may take. */
const timeBound = { on: 'ratio', atMost: 1.3 } as const;

/** How many times more memory a large file may take than a list of references, whatever the size of the file. */
const memoryBound = { on: 'ratio', atMost: 1.5 } as const;

/** A repository of which nothing is built. */
const repository = 'ci-scripts';
const lists = 20;

/** A server, as a client sees it. */
interface Side {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

/** Milliseconds of each operation, and the memory of the server at its highest. */
interface Sample {
  readonly list: number;
  readonly pushLarge: number;
  readonly cloneLarge: number;
  readonly pushLong: number;
  readonly cloneLong: number;
  readonly listKb: number;
  readonly largeKb: number;
}

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
};

const startBareSide = async (lab: Lab, git: GitProgram, client: GitClient): Promise<Side> => {
  const root = join(lab.directory.root, 'bare-git');
  const folder = join(root, 'bench.git');
  await mkdir(root);
  await client.run(['init', '--quiet', '--bare', folder]);
  await client.run(['-C', folder, 'config', 'http.receivepack', 'true']);
  // As everybody should who takes what others push.
  await client.run(['-C', folder, 'config', 'receive.fsckObjects', 'true']);
  const child = await startChild('bare-git-server', {
    program: git.path,
    path: git.programs,
    root,
  });
  await lab.cleanup.defer(() => child.stop());
  const { port } = child.ready as { port: number };
  return { url: `http://127.0.0.1:${port}/bench.git`, pid: child.pid, stop: child.stop };
};

const startOwnSide = async (lab: Lab, git: GitProgram): Promise<Side> => {
  const scopes = ['source:create', 'source:read-update'] as const;
  const server = await startFactoryServer(lab, { name: 'git', scopes, git });
  const address = server.url.replace('//', `//bench:${server.token}@`);
  const url = `${address}/factories/${factory}/${repository}.git`;
  return { url, pid: server.serverPid, stop: server.stop };
};

const push = (client: GitClient, { url }: Side, branch: string): Promise<number> =>
  timed(() => client.run(['push', '--quiet', url, `refs/heads/${branch}`]));

const clone = async (client: GitClient, { url }: Side, branch: string): Promise<number> => {
  const options = ['--quiet', '--bare', '--single-branch', '--branch', branch];
  const took = await timed(() => client.run(['clone', ...options, url, 'clone']));
  await rm(join(client.folder, 'clone'), { recursive: true });
  return took;
};

const list = (client: GitClient, { url }: Side): Promise<number> =>
  timed(async () => {
    for (let time = 0; time < lists; time += 1) await client.run(['ls-remote', '--quiet', url]);
  });

/** Each round pushes what no server has seen. */
const sampleSide = async (client: GitClient, side: Side, round: number): Promise<Sample> => {
  const watch = <T>(work: () => Promise<T>) => watchPeakKb(() => readMemoryKb(side.pid), work);
  const listed = await watch(() => list(client, side));
  const large = await watch(async () => ({
    pushLarge: await push(client, side, `large-${round}`),
    cloneLarge: await clone(client, side, 'large-0'),
  }));
  return {
    list: listed.result / lists,
    listKb: listed.peakKb,
    ...large.result,
    largeKb: large.peakKb,
    pushLong: await push(client, side, `long-${round}`),
    cloneLong: await clone(client, side, 'long-0'),
  };
};

const linesOf = (
  { own, bare }: Readonly<Record<'own' | 'bare', readonly Sample[]>>,
  { fileMib, commits }: { readonly fileMib: number; readonly commits: number },
): Comparison[] => {
  const time = (what: string, which: keyof Sample, bound: Bound | null): Comparison =>
    compare({
      what,
      unit: 'ms',
      measured: own.map((sample) => sample[which]),
      reference: bare.map((sample) => sample[which]),
      bound,
    });
  const objects = objectsOf(commits).toLocaleString('en');
  return [
    time(`push of a file of ${fileMib} MiB`, 'pushLarge', timeBound),
    time('clone of it', 'cloneLarge', timeBound),
    time(`push of ${objects} objects`, 'pushLong', timeBound),
    time('clone of them', 'cloneLong', timeBound),
    time('list of references', 'list', null),
    compare({
      what: `peak memory, ${fileMib} MiB`,
      unit: 'KB',
      measured: own.map(({ largeKb }) => largeKb),
      reference: own.map(({ listKb }) => listKb),
      bound: memoryBound,
    }),
  ];
};

/** Measures the real Git against both servers, and the memory of the admin API meanwhile. */
export const measureGit = async (lab: Lab): Promise<Section> => {
  const { rounds, factory: sizes } = lab.sizes;
  const git = await findGit();
  const client = await openGitClient(git, join(lab.directory.root, 'git-client'));
  await client.run(['init', '--quiet', '--bare', '.']);
  const sides = { own: await startOwnSide(lab, git), bare: await startBareSide(lab, git, client) };
  say(`git: writing ${rounds + 1} branches of each kind`);
  for (let round = 0; round <= rounds; round += 1) {
    await writeLargeBranch(client, `large-${round}`, sizes.fileMib);
    await writeLongBranch(client, `long-${round}`, sizes.commits);
  }
  for (const side of Object.values(sides))
    for (const branch of ['large-0', 'long-0']) await push(client, side, branch);
  const rounded = { own: 0, bare: 0 };
  const sample = (name: 'own' | 'bare') => (): Promise<Sample> => {
    rounded[name] += 1;
    return sampleSide(client, sides[name], rounded[name]);
  };
  const samples = await alternate(rounds, { own: sample('own'), bare: sample('bare') }, (round) =>
    say(`clones and pushes, round ${round} of ${rounds}`),
  );
  await Promise.all(Object.values(sides).map((side) => side.stop()));
  return {
    name: 'git',
    explanation:
      'git at the admin API, with a token, beside git at a bare node:http server in front of git http-backend: time of the ' +
      'client; resident memory of the admin API at its highest, beside that for lists of references.',
    lines: linesOf(samples, sizes),
  };
};
