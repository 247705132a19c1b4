/** Brings the sources of a run to its workspace: git, outside of the isolation, before the script is there. */
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fault } from '@moorgate/errors';
import type { RunCredential, RunSource } from '../server/run-order.ts';
import { endProcessesOf } from './processes-of-user.ts';
import { type CommandOutcome, runCommand } from './run-command.ts';
import type { RunFolder } from './run-folder.ts';

/** What a clone needs. */
export interface CloneRequest {
  readonly folder: RunFolder;
  readonly source: RunSource;
  readonly credential: RunCredential;
  /** The user to whom the sources belong; null for that of the runner. */
  readonly userId: number | null;
  /** A file of CAs that the server's certificate may come from. */
  readonly caFile: string | null;
  readonly signal: AbortSignal;
  readonly onOutput: (bytes: Uint8Array) => void;
}

/** What git is told whatever the repository says. No hooks, no helpers, no other protocol, nobody else's server. */
const settings: Readonly<Record<string, string>> = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'credential.helper': '',
  'fetch.fsckObjects': 'true',
  'fetch.recurseSubmodules': 'false',
  'submodule.recurse': 'false',
  'http.followRedirects': 'false',
  'http.lowSpeedLimit': '1',
  'http.lowSpeedTime': '60',
  'init.defaultBranch': 'main',
  'advice.detachedHead': 'false',
  'protocol.allow': 'never',
  'protocol.http.allow': 'always',
  'protocol.https.allow': 'always',
  'gc.auto': '0',
  'maintenance.auto': 'false',
};

const isSameOrigin = (one: string, other: string): boolean =>
  new URL(one).origin === new URL(other).origin;

/** In the environment, because arguments of a process can be seen by everybody on its host (git-config(1), GIT_CONFIG_COUNT). */
const environmentOf = (
  { source, credential }: CloneRequest,
  caFile: string | null,
): Record<string, string> => {
  const basic = Buffer.from(`run:${credential.secret}`).toString('base64');
  const all: Record<string, string> = {
    ...settings,
    ...(isSameOrigin(source.url, credential.serverUrl)
      ? { [`http.${new URL(source.url).origin}/.extraHeader`]: `Authorization: Basic ${basic}` }
      : {}),
    ...(caFile === null ? {} : { 'http.sslCAInfo': caFile }),
  };
  const entries = Object.entries(all);
  return {
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '/bin/false',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_CEILING_DIRECTORIES: '/',
    GIT_CONFIG_COUNT: String(entries.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  };
};

/** A user of a run may not read the file where it is; the CAs are public. */
const shareCaFile = async ({
  caFile,
  folder,
}: CloneRequest): Promise<{ path: string | null; remove(): Promise<void> }> => {
  if (caFile === null) return { path: null, remove: () => Promise.resolve() };
  const place = await mkdtemp(join(folder.root, 'ca-'));
  await runCommand('chmod', ['755', place]);
  const path = join(place, 'ca.pem');
  await copyFile(caFile, path);
  await runCommand('chmod', ['644', path]);
  return { path, remove: () => rm(place, { recursive: true }) };
};

type Git = (...args: readonly string[]) => Promise<CommandOutcome>;

/** Without its history, where the server gives a commit by its name; else with that of the reference. */
const fetchCommit = async (git: Git, { url, commit, ref }: RunSource): Promise<boolean> => {
  const options = ['--no-tags', '--no-recurse-submodules', '--no-write-fetch-head'];
  const isThere = async (): Promise<boolean> =>
    (await git('cat-file', '-e', `${commit}^{commit}`)).exitCode === 0;
  await git('fetch', ...options, '--depth=1', '--', url, commit);
  if (await isThere()) return true;
  if (ref === '') return false;
  await git('fetch', ...options, '--', url, ref);
  return isThere();
};

/**
 * Checks out exactly the commit of the order in the folder of the repository, as the user of the run. The credential goes to
 * the server of the order alone, in no argument and in no file. Submodules are left as they are. Throws
 * `run_source_unavailable` when the commit cannot be had.
 */
export const cloneSource = async (request: CloneRequest): Promise<void> => {
  const { folder, source, userId, signal, onOutput } = request;
  const ca = await shareCaFile(request);
  const env = environmentOf(request, ca.path);
  const git: Git = (...args) =>
    runCommand('git', args, {
      cwd: folder.repository,
      env,
      signal,
      onOutput,
      ...(userId === null ? {} : { userId }),
    });
  try {
    const steps = [
      () => git('init', '--quiet', '--template=', '.'),
      async () => ({ exitCode: (await fetchCommit(git, source)) ? 0 : 1 }),
      () => git('checkout', '--quiet', '--detach', source.commit),
      () => git('remote', 'add', 'origin', source.url),
    ];
    for (const step of steps)
      if ((await step()).exitCode !== 0)
        throw fault('run_source_unavailable', {
          detail: `Commit ${source.commit} of ${source.repository} cannot be had.`,
        });
  } finally {
    // What git started may outlive it where it was killed, and would write on while the workspace goes.
    if (userId !== null) await endProcessesOf(userId);
    await ca.remove();
  }
};
