/** Builds: how soon a push is worked on, and what runners cost that wait. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { factory } from '../lab/credentials.ts';
import { type FactoryServer, startFactoryServer } from '../lab/factory-server.ts';
import { findGit, type GitClient, openGitClient } from '../lab/git-client.ts';
import type { Lab } from '../lab/lab.ts';
import { type SpokenRun, startWaitingRunner } from '../load/waiting-runner.ts';
import { alternate } from '../measure/alternate.ts';
import { compare, type Comparison } from '../measure/comparison.ts';
import { measureUsage, type Usage } from '../measure/usage.ts';
import { median } from '../measure/statistics.ts';
import { say } from '../progress.ts';
import type { Section } from '../report/report.ts';

/** CPU of the admin API for all runners that wait, in milliseconds of each second. */
const waitBound = { on: 'measured', atMost: 20 } as const;

/** How many times longer a build may wait for one of many runners than for the only one. */
const crowdBound = { on: 'ratio', atMost: 2 } as const;

const scopes = [
  'source:create',
  'source:read-update',
  'containers:read-update',
  'targets:read-update',
  'ci:read-update',
] as const;

/** For what a runner that has just come has to do before it waits. */
const settleMs = 1_000;
const patienceMs = 30_000;

/** Milliseconds from the begin of a push to its end, and to the first line of its build; CPU of each second of waiting. */
interface Sample {
  readonly pushMs: number;
  readonly lineMs: number;
  readonly waiting: Usage;
}

interface Ground {
  readonly server: FactoryServer;
  readonly client: GitClient;
  readonly runnerTokens: readonly string[];
}

const registerRunner = async ({ url, token }: FactoryServer, name: string): Promise<string> => {
  const answer = await fetch(`${url}/v1/runners`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  });
  if (answer.status !== 201) throw new Error(`a runner was answered ${answer.status}`);
  return ((await answer.json()) as { token: string }).token;
};

const open = async (lab: Lab): Promise<Ground> => {
  const git = await findGit();
  const server = await startFactoryServer(lab, { name: 'builds', scopes, git });
  const client = await openGitClient(git, join(lab.directory.root, 'builds-client'));
  await client.run(['init', '--quiet', '-b', 'main', '.']);
  const runnerTokens: string[] = [];
  for (let number = 0; number < lab.sizes.factory.runners; number += 1)
    runnerTokens.push(await registerRunner(server, `bench-${number}`));
  return { server, client, runnerTokens };
};

/** Runners that wait, and the builds that they had. */
const startRunners = ({ server, runnerTokens }: Ground, count: number) => {
  const failed = Promise.withResolvers<never>();
  // Nobody may be waiting for it at that moment.
  failed.promise.catch(() => undefined);
  let had = Promise.withResolvers<SpokenRun>();
  const runners = runnerTokens.slice(0, count).map((token) =>
    startWaitingRunner({
      url: server.url,
      token,
      onRun: (run) => had.resolve(run),
      onFailure: failed.reject,
    }),
  );
  return {
    next: () => {
      had = Promise.withResolvers<SpokenRun>();
      const late = delay(patienceMs, undefined, { ref: false }).then((): never => {
        throw new Error('a build was not given to any runner');
      });
      return Promise.race([had.promise, failed.promise, late]);
    },
    stop: () => Promise.all(runners.map((runner) => runner.stop())),
  };
};

let commits = 0;

const pushOnce = async ({ server, client }: Ground, next: () => Promise<SpokenRun>) => {
  commits += 1;
  await writeFile(join(client.folder, 'file'), `commit ${commits}\n`);
  await client.run(['add', 'file']);
  await client.run(['commit', '--quiet', '-m', `commit ${commits}`]);
  const url = server.url.replace('//', `//bench:${server.token}@`);
  const line = next();
  line.catch(() => undefined);
  const begunAt = performance.now();
  await client.run(['push', '--quiet', `${url}/factories/${factory}/containers.git`, 'main']);
  const pushMs = performance.now() - begunAt;
  return { pushMs, lineMs: (await line).lineAt - begunAt };
};

const sampleRunners = async (
  ground: Ground,
  { count, builds, seconds }: { count: number; builds: number; seconds: number },
): Promise<Sample> => {
  const { next, stop } = startRunners(ground, count);
  try {
    await delay(settleMs);
    const waiting = await measureUsage(ground.server, seconds, () => delay(seconds * 1_000));
    const pushes = [];
    for (let build = 0; build < builds; build += 1) pushes.push(await pushOnce(ground, next));
    return {
      waiting,
      pushMs: median(pushes.map(({ pushMs }) => pushMs)),
      lineMs: median(pushes.map(({ lineMs }) => lineMs)),
    };
  } finally {
    await stop();
  }
};

const linesOf = (
  { one, many }: Readonly<Record<'one' | 'many', readonly Sample[]>>,
  runners: number,
): Comparison[] => [
  compare({
    what: 'push until its build has a line, 1 runner',
    unit: 'ms',
    measured: one.map(({ lineMs }) => lineMs),
    reference: one.map(({ pushMs }) => pushMs),
    bound: null,
  }),
  compare({
    what: `the same, ${runners} runners`,
    unit: 'ms',
    measured: many.map(({ lineMs }) => lineMs),
    reference: one.map(({ lineMs }) => lineMs),
    bound: crowdBound,
  }),
  compare({
    what: `a second of ${runners} runners that wait, CPU`,
    unit: 'ms',
    measured: many.map(({ waiting }) => waiting.serverMs),
    reference: one.map(({ waiting }) => waiting.serverMs),
    bound: waitBound,
    postgres: many.map(({ waiting }) => waiting.postgresMs),
  }),
];

/** Measures with one runner and with many, which do nothing but say that they have a run. */
export const measureBuilds = async (lab: Lab): Promise<Section> => {
  const { rounds, factory: sizes } = lab.sizes;
  const { runners, builds, waitSeconds: seconds } = sizes;
  const ground = await open(lab);
  const sample = (count: number) => () => sampleRunners(ground, { count, builds, seconds });
  const samples = await alternate(rounds, { one: sample(1), many: sample(runners) }, (round) =>
    say(`builds, round ${round} of ${rounds}`),
  );
  await ground.server.stop();
  return {
    name: 'builds',
    explanation:
      `A push of one small commit until the first line of its build is stored, by a runner that waits, beside the push; with ` +
      `${runners} runners beside one; CPU of the admin API in a second in which they wait, beside that with one.`,
    lines: linesOf(samples, runners),
  };
};
