/** A product with one runner of its own, and builds that are asked for. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { type AdminClient, adminClient } from '../support/admin.ts';
import { createToken } from '../support/fleet.ts';
import {
  commandLine,
  environment,
  makeFolder,
  type Product,
  removeFolder,
  startProduct,
} from '../support/product.ts';

/** What a run came to. */
export interface FinishedRun {
  readonly status: string;
  readonly console: string;
}

/** A run of a build. */
export interface AskedRun {
  readonly name: string;
  readonly script?: string;
  readonly container?: string;
  readonly 'persistent-volumes'?: Readonly<Record<string, string>>;
}

export interface BuildsGround {
  readonly product: Product;
  readonly admin: AdminClient;
  /** A token that may do what builds and images need. */
  readonly token: string;
  /** The host that images are named under. */
  readonly host: string;
  /** The folder of the runner: its token, and its work folder `work`. */
  readonly folder: string;
  /** The runner, until it is started anew. */
  runner(): ChildProcess;
  runnerLog(): string;
  startRunner(): Promise<void>;
  /** Ends the product by the signal and starts it again, at the same address. */
  restartProduct(signal: NodeJS.Signals): Promise<void>;
  /** Starts a build of one run; returns its number. */
  start(run: AskedRun, secrets?: Readonly<Record<string, string>>): Promise<number>;
  consoleOf(build: number, run: string): Promise<string>;
  statusOf(build: number): Promise<string>;
  /** Starts it and waits for its end. */
  execute(run: AskedRun, secrets?: Readonly<Record<string, string>>): Promise<FinishedRun>;
  close(): Promise<void>;
}

const scopes = [
  'ci:read-update',
  'containers:read-update',
  'source:read-update',
  'targets:read-update',
];
const project = '/projects/acme/lmp';
const patienceMs = 120_000;

const hasEnded = (status: string): boolean => ['PASSED', 'FAILED'].includes(status);

/** Waits until something is so, and says what was not when it takes too long. */
export const until = async (what: string, isSo: () => Promise<boolean>): Promise<void> => {
  const endMs = performance.now() + patienceMs;
  while (!(await isSo())) {
    if (performance.now() > endMs) throw new Error(what);
    await after(100);
  }
};

const builds = (adminUrl: string, token: string, admin: AdminClient) => {
  const start: BuildsGround['start'] = async (run, secrets = {}) => {
    const { script, ...rest } = run;
    const answer = await admin.call('POST', `${project}/builds/`, {
      reason: 'a test',
      secrets,
      'project-definition': {
        timeout: 5,
        scripts: { it: script ?? '' },
        triggers: [
          {
            name: 'test',
            type: 'simple',
            runs: [{ ...rest, ...(script === undefined ? {} : { script: 'it' }) }],
          },
        ],
      },
      'trigger-name': 'test',
    });
    if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
    return (answer.body as { data: { build_id: number } }).data.build_id;
  };
  const consoleOf: BuildsGround['consoleOf'] = async (build, run) => {
    const path = `${project}/builds/${build}/runs/${run}/console.log`;
    const headers = { authorization: `Bearer ${token}`, 'x-offset': '0' };
    return (await fetch(new URL(path, adminUrl), { headers })).text();
  };
  const statusOf: BuildsGround['statusOf'] = async (build) => {
    const { body } = await admin.call('GET', `${project}/builds/${build}/`);
    return (body as { data: { build: { status: string } } }).data.build.status;
  };
  return { start, consoleOf, statusOf };
};

const launch = (adminUrl: string, folder: string, env: Readonly<Record<string, string>>) => {
  const args = ['--server', adminUrl, '--token-file', join(folder, 'token')];
  const child = spawn(commandLine, ['runner', ...args, '--work-dir', join(folder, 'work')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environment({
      MOORGATE_RUNNER_GRACE_SECONDS: '0',
      MOORGATE_RUNNER_RESERVE_MIB: '0',
      ...env,
    }),
  });
  return child;
};

/** Starts both; `env` is for the runner. */
export const openBuildsGround = async (
  env: Readonly<Record<string, string>>,
): Promise<BuildsGround> => {
  const folder = await makeFolder();
  const dataDir = join(folder, 'data');
  let product = await startProduct(dataDir, { workers: 1 });
  const { adminUrl } = product.ready;
  const token = await createToken(product, scopes);
  const admin = adminClient(adminUrl, token);
  const made = await admin.call('POST', '/v1/runners', { name: 'here' });
  const place = join(folder, 'runner');
  await mkdir(place);
  const secret = (made.body as { token: string }).token;
  await writeFile(join(place, 'token'), secret, { mode: 0o600 });
  const log: string[] = [];
  let child: ChildProcess | null = null;
  const startRunner = async (): Promise<void> => {
    const started = launch(adminUrl, place, env);
    child = started;
    for (const output of [started.stdout, started.stderr])
      output.setEncoding('utf8').on('data', (text: string) => log.push(text));
    const before = log.length;
    await until(`the runner is not ready:\n${log.join('')}`, () =>
      Promise.resolve(log.slice(before).join('').includes('the runner is ready')),
    );
  };
  await startRunner();
  const asked = builds(adminUrl, token, admin);
  const { host } = new URL(adminUrl);
  return {
    product,
    admin,
    token,
    host,
    folder: place,
    runner: () => child!,
    runnerLog: () => log.join(''),
    startRunner,
    restartProduct: async (signal) => {
      await product.stop(signal);
      product = await startProduct(dataDir, { workers: 1, args: ['--admin-addr', host] });
    },
    ...asked,
    execute: async (run, secrets) => {
      const build = await asked.start(run, secrets);
      await until(`build ${build} did not end:\n${log.join('')}`, async () =>
        hasEnded(await asked.statusOf(build)),
      );
      return {
        status: await asked.statusOf(build),
        console: await asked.consoleOf(build, run.name),
      };
    },
    close: async () => {
      if (child?.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await product.stop();
      await removeFolder(folder);
    },
  };
};
