/** A Docker engine of a test's own: nothing of it is at the usual places, and nothing of it is left. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { debianPackage, type DebianPackage } from '@moorgate/testing';
import { type ProgramOptions, runProgram } from './run-program.ts';
import { type StartedProgram, startProgram } from './start-program.ts';

/** An engine that runs. */
export interface ContainerEngine {
  readonly isThere: true;
  /** A folder that is removed with the engine. */
  readonly folder: string;
  docker(args: readonly string[], options?: ProgramOptions): Promise<string>;
  /** Starts a client that goes on. */
  follow(args: readonly string[], env?: Readonly<Record<string, string>>): StartedProgram;
  compose(args: readonly string[], options?: ProgramOptions): Promise<string>;
  stop(): Promise<void>;
}

/** Why there is none, in one sentence. */
export interface NoEngine {
  readonly isThere: false;
  readonly reason: string;
}

type Installed = DebianPackage & { readonly isThere: true };

const startDeadlineMs = 30_000;
const stopDeadlineMs = 20_000;

const noEngine = (reason: string): NoEngine => ({ isThere: false, reason });

/** Alternatives of Debian, which only an installation would choose between. */
const firewallPrograms = ['iptables', 'ip6tables'].flatMap((name) =>
  ['', '-save', '-restore'].map((part) => `${name}${part}`),
);

/** Where programs of the engine find each other, its firewall included. */
const surroundingsOf = async (
  { env, pathOf }: Installed,
  folder: string,
): Promise<Record<string, string>> => {
  const programs = join(folder, 'programs');
  await mkdir(programs);
  const firewall = pathOf('/usr/sbin/xtables-nft-multi');
  if (existsSync(firewall))
    for (const name of firewallPrograms) await symlink(firewall, join(programs, name));
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu';
  return {
    ...env,
    PATH: [programs, env['PATH'] ?? process.env['PATH']].join(delimiter),
    XTABLES_LIBDIR: pathOf(`/usr/lib/${triplet}/xtables`),
    DOCKER_HOST: `unix://${join(folder, 'docker.sock')}`,
    // The builder that comes with the engine; the other one is a program of its own.
    DOCKER_BUILDKIT: '0',
    COMPOSE_DOCKER_CLI_BUILD: '0',
  };
};

/** What a test asks of its engine. */
export interface EngineOptions {
  /**
   * Whether containers have networks of their own. The engine then writes rules for the firewall of this host, and only one
   * such engine can start at a time; without them, containers have the network of the host, none, or one that is kept apart
   * from nothing.
   */
  readonly hasNetworks?: boolean;
}

const writeSettings = async (folder: string, hasNetworks: boolean): Promise<string> => {
  const path = join(folder, 'daemon.json');
  const settings = {
    'data-root': join(folder, 'data'),
    'exec-root': join(folder, 'exec'),
    pidfile: join(folder, 'docker.pid'),
    hosts: [`unix://${join(folder, 'docker.sock')}`],
    // Networks are made by the test; a second engine on this host would want the same bridge.
    bridge: 'none',
    iptables: hasNetworks,
    'ip-forward': hasNetworks,
  };
  await writeFile(path, JSON.stringify(settings));
  return path;
};

const untilItAnswers = async (
  daemon: ChildProcess,
  ask: () => Promise<unknown>,
): Promise<boolean> => {
  const deadlineMs = performance.now() + startDeadlineMs;
  while (performance.now() < deadlineMs && daemon.exitCode === null) {
    const answers = await ask().then(
      () => true,
      () => false,
    );
    if (answers) return true;
    await after(100);
  }
  return false;
};

const stopDaemon = async (daemon: ChildProcess): Promise<void> => {
  if (daemon.exitCode !== null || daemon.signalCode !== null) return;
  const ended = once(daemon, 'exit');
  daemon.kill('SIGTERM');
  const timer = setTimeout(() => daemon.kill('SIGKILL'), stopDeadlineMs);
  await ended;
  clearTimeout(timer);
};

/** What the engine mounted and did not take away again, innermost first. */
const unmountAll = async (folder: string): Promise<void> => {
  const mounts = (await readFile('/proc/self/mounts', 'utf8'))
    .split('\n')
    .map((line) => line.split(' ')[1] ?? '')
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of mounts.reverse()) await runProgram('umount', ['--lazy', path]);
};

type Docker = ContainerEngine['docker'];

/** Takes away what a test that failed left behind; the bridge of a network would outlive its engine. */
const removeAll = async (docker: Docker): Promise<void> => {
  const containers = (await docker(['ps', '--all', '--quiet'])).split('\n').filter(Boolean);
  if (containers.length > 0) await docker(['rm', '--force', '--volumes', ...containers]);
  await docker(['network', 'prune', '--force']);
};

const lastWords = async (logPath: string): Promise<string> => {
  const lines = (await readFile(logPath, 'utf8')).trim().split('\n');
  return (lines.at(-1) ?? '').slice(0, 300);
};

const start = async (
  engine: Installed,
  composer: Installed,
  { folder, hasNetworks }: { readonly folder: string; readonly hasNetworks: boolean },
): Promise<ContainerEngine | NoEngine> => {
  const env = await surroundingsOf(engine, folder);
  const firewallBefore = hasNetworks
    ? await runProgram('iptables-save', [], { env }).catch(() => null)
    : null;
  const logPath = join(folder, 'log');
  const log = await open(logPath, 'w');
  const daemon = spawn(
    engine.program,
    ['--config-file', await writeSettings(folder, hasNetworks)],
    {
      env: { ...process.env, ...env },
      stdio: ['ignore', log.fd, log.fd],
    },
  );
  await log.close();
  const client = engine.pathOf('/usr/bin/docker');
  const docker = (args: readonly string[], options: ProgramOptions = {}): Promise<string> =>
    runProgram(client, args, { ...options, env: { ...env, ...options.env } });
  const follow: ContainerEngine['follow'] = (args, more = {}) =>
    startProgram(client, args, { ...env, ...more });
  const compose = (args: readonly string[], options: ProgramOptions = {}): Promise<string> => {
    const both = { ...env, ...composer.env, PATH: env['PATH'] ?? '' };
    return runProgram(composer.program, args, { ...options, env: { ...both, ...options.env } });
  };
  const stop = async (): Promise<void> => {
    await removeAll(docker).catch(() => undefined);
    await stopDaemon(daemon);
    if (firewallBefore !== null)
      await runProgram('iptables-restore', [], { env, input: firewallBefore });
    await unmountAll(folder);
    await rm(folder, { recursive: true, force: true });
  };
  if (await untilItAnswers(daemon, () => docker(['info'])))
    return { isThere: true, folder, docker, follow, compose, stop };
  const reason = `No container engine can run here (${await lastWords(logPath)}).`;
  await stop();
  return noEngine(reason);
};

/**
 * Starts an engine from Debian's packages, with folders and a socket of its own. Where none can run, the reason says why in
 * one sentence, and nothing is left. `stop` ends it and takes away everything that it made: processes, mounts, rules of the
 * firewall, files.
 */
export const startContainerEngine = async ({ hasNetworks = false }: EngineOptions = {}): Promise<
  ContainerEngine | NoEngine
> => {
  if (process.getuid?.() !== 0) return noEngine('Only root may start a container engine.');
  const engine = await debianPackage({ name: 'docker.io', program: 'dockerd' });
  if (!engine.isThere) return engine;
  const composer = await debianPackage({ name: 'docker-compose', probe: ['version'] });
  if (!composer.isThere) return composer;
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-engine-'));
  return start(engine, composer, { folder, hasNetworks });
};
