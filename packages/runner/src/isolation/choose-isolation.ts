/** Finds out how scripts can be isolated on this host. */
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '@moorgate/errors';
import type { RunnerSettings } from '../settings.ts';
import { runCommand } from '../workspace/run-command.ts';
import { makeRunFolder } from '../workspace/run-folder.ts';
import type { UserIds } from '../workspace/user-ids.ts';
import type { WorkFolder } from '../workspace/work-folder.ts';
import { createContainerIsolation } from './engine/container-isolation.ts';
import { createEngineClient, type EngineClient } from './engine/engine-client.ts';
import type { IsolatedScript, Isolation } from './isolation.ts';
import { createCgroups } from './namespaces/cgroups.ts';
import { createNamespaceIsolation } from './namespaces/namespace-isolation.ts';

/** What was found. */
export interface ChosenIsolation {
  readonly isolation: Isolation;
  /** For scripts without an image, where `isolation` needs one. */
  readonly withoutImage: Isolation | null;
  /** The engine that builds images; null where none answers. */
  readonly engine: EngineClient | null;
}

/** What it is found with. */
export interface IsolationGround {
  readonly settings: RunnerSettings;
  readonly work: WorkFolder;
  readonly users: UserIds | null;
}

/** Something that is there, or why not in one clause. */
type Found<T> = { readonly value: T } | { readonly missing: string };

const usualSocket = '/var/run/docker.sock';
const pingTimeoutMs = 5_000;

const findEngine = async ({ engineSocket }: RunnerSettings): Promise<Found<EngineClient>> => {
  const socket = engineSocket ?? usualSocket;
  const engine = createEngineClient(socket);
  try {
    const signal = AbortSignal.timeout(pingTimeoutMs);
    const { body } = await engine.call({ method: 'GET', path: '/_ping', signal });
    body.resume();
    return { value: engine };
  } catch (error) {
    const { code = (error as Error).message } = error as NodeJS.ErrnoException;
    return { missing: `no engine answers at ${socket} (${code})` };
  }
};

const firstLine = (text: string): string => text.trim().split('\n')[0]?.slice(0, 200) ?? '';

/** Runs nothing, in the way in which scripts will be run. */
const tryOut = async (
  isolation: Isolation,
  { settings, work, users }: IsolationGround,
): Promise<string | null> => {
  const userId = await users?.claim();
  if (userId === undefined) return 'the runner is not root';
  const place = await mkdtemp(join(work.runs, 'probe-'));
  const probe = { ...work, runs: place };
  const order = {
    runId: 'probe',
    script: '#!/bin/sh\nid -u\n',
    secrets: {},
    persistentVolumes: {},
    factory: 'probe',
    source: null,
    publishes: { apps: false, tags: [], network: false },
  };
  let output = '';
  const script: IsolatedScript = {
    runId: 'probe',
    folder: await makeRunFolder(probe, order, userId),
    userId,
    environment: {},
    limits: settings.limits,
    image: '',
    credential: { secret: '', registryHost: '', serverUrl: '' },
    network: false,
    onOutput: (bytes) => (output += Buffer.from(bytes).toString()),
    say: () => undefined,
  };
  try {
    const { ended } = await isolation.start(script);
    const { exitCode } = await ended;
    if (exitCode === 0 && output.trim() === String(userId)) return null;
    return `a script cannot be isolated here (${firstLine(output)})`;
  } finally {
    await rm(place, { recursive: true });
    await users?.release(userId);
  }
};

const findNamespaces = async (ground: IsolationGround): Promise<Found<Isolation>> => {
  const { settings, work } = ground;
  if (process.platform !== 'linux') return { missing: 'this is no Linux' };
  if (process.getuid?.() !== 0) return { missing: 'the runner is not root' };
  for (const program of [settings.bubblewrap, 'bash', 'setpriv', 'prlimit']) {
    const { exitCode } = await runCommand(program, ['--version']);
    if (exitCode !== 0) return { missing: `there is no ${program}` };
  }
  const cgroups = await createCgroups(work.mark);
  const isolation = createNamespaceIsolation({ bubblewrap: settings.bubblewrap, cgroups });
  // What another run of this folder left may be in the way.
  await isolation.sweep();
  const problem = await tryOut(isolation, ground);
  return problem === null ? { value: isolation } : { missing: problem };
};

/** A user of a run must be able to reach its folder, from wherever it is looked at. */
const requirePassage = async ({ work, users }: IsolationGround): Promise<void> => {
  const userId = await users?.claim();
  if (users === null || userId === undefined) return;
  const { exitCode } = await runCommand('test', ['-x', work.runs], { userId });
  await users.release(userId);
  if (exitCode !== 0)
    throw fault('runner_work_folder_closed', {
      detail: `A user of a run cannot pass through to ${work.runs}.`,
    });
};

/**
 * Takes what the settings ask for, and is sure of it: an engine that answers, or namespaces in which a script was run. Throws
 * `runner_no_isolation`, saying what is missing for each, where there is none.
 */
export const chooseIsolation = async (ground: IsolationGround): Promise<ChosenIsolation> => {
  const { settings, work } = ground;
  await requirePassage(ground);
  const engine = await findEngine(settings);
  const client = 'value' in engine ? engine.value : null;
  const namespaces: Found<Isolation> =
    settings.isolation === 'container'
      ? { missing: 'they are not asked for' }
      : await findNamespaces(ground);
  const other = 'value' in namespaces ? namespaces.value : null;
  if (client !== null && settings.isolation !== 'namespaces')
    return {
      isolation: createContainerIsolation(client, work.mark),
      withoutImage: other,
      engine: client,
    };
  if (other !== null) return { isolation: other, withoutImage: null, engine: client };
  const noEngine = 'missing' in engine ? engine.missing : 'it is not asked for';
  throw fault('runner_no_isolation', {
    detail: `Scripts cannot be isolated. Containers: ${noEngine}. Namespaces: ${'missing' in namespaces ? namespaces.missing : ''}.`,
  });
};
