/** Scripts in namespaces of their own, each as a user of its own: what root can do without an engine. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { endProcessesOf, signalProcessesOf } from '../../workspace/processes-of-user.ts';
import { systemPath } from '../../workspace/run-command.ts';
import type { IsolatedScript, Isolation, RunningScript, ScriptEnd } from '../isolation.ts';
import { scriptCommand } from '../script-command.ts';
import type { Cgroups, RunCgroup } from './cgroups.ts';
import { processLimits } from './process-limits.ts';
import { etcFiles, sandboxArguments } from './sandbox-arguments.ts';
import { seccompFilter } from './seccomp-filter.ts';

/** What it stands on. */
export interface NamespaceParts {
  /** The program of bubblewrap. */
  readonly bubblewrap: string;
  readonly cgroups: Cgroups;
}

/**
 * Lets go of whatever file the runner was started with, joins the groups before anything else begins, and becomes the program,
 * so that the process that Node started is the sandbox. One stream for everything that is printed keeps it in order.
 */
const joinAndRun = [
  'for f in /proc/$$/fd/*; do f=${f##*/}; [ "$f" -lt 5 ] || eval "exec $f>&-"; done',
  'n=$1; shift',
  'while [ "$n" -gt 0 ]; do echo $$ >"$1" || exit 125; shift; n=$((n-1)); done',
  'exec "$@" 2>&1',
].join('\n');

/** Becomes the user of the run, for good. */
const asUser = (userId: number): string[] => [
  ...['/usr/bin/setpriv', '--reuid', String(userId), '--regid', String(userId), '--clear-groups'],
  ...['--no-new-privs', '--inh-caps=-all', '--bounding-set=-all', '--'],
];

const writeEtc = async (script: IsolatedScript): Promise<string> => {
  const etc = join(script.folder.root, 'etc');
  await mkdir(etc);
  await chmod(etc, 0o755);
  for (const [name, text] of Object.entries(etcFiles(script.userId))) {
    await writeFile(join(etc, name), text);
    await chmod(join(etc, name), 0o644);
  }
  return etc;
};

const send = (stream: unknown, bytes: Uint8Array): void => {
  const writable = stream as Writable;
  // A sandbox that ends early leaves its channel unread.
  writable.on('error', () => undefined);
  writable.end(bytes);
};

/** Parameters are shown to whoever may read the build, so they may be seen on the host as well. */
const variablesOf = ({ environment }: IsolatedScript): string[] =>
  Object.entries(environment).map(([name, value]) => `${name}=${value}`);

/** What the sandbox is told in channels of its own, because arguments can be seen in its `/proc`. */
const startSandbox = async (
  script: IsolatedScript,
  { bubblewrap, cgroups }: NamespaceParts,
  cgroup: RunCgroup,
): Promise<ChildProcess> => {
  const filter = seccompFilter();
  const options = sandboxArguments(script, await writeEtc(script));
  if (filter !== null) options.push('--seccomp', '4');
  const program = [
    ...asUser(script.userId),
    ...['/usr/bin/prlimit', ...(await processLimits(script.limits, cgroups.controllers)), '--'],
    // Only its user may enter; and whoever reads the environment has no rights any more, and all limits.
    ...['/usr/bin/env', '--chdir=/repo', ...variablesOf(script)],
    ...scriptCommand(script.folder),
  ];
  const groups = [String(cgroup.memberFiles.length), ...cgroup.memberFiles];
  const sandbox = [bubblewrap, '--args', '3', '--', ...program];
  const child = spawn('/bin/bash', ['-c', joinAndRun, 'bash', ...groups, ...sandbox], {
    cwd: '/',
    env: { PATH: systemPath },
    stdio: ['ignore', 'pipe', 'ignore', 'pipe', 'pipe'],
  });
  send(child.stdio[3], Buffer.from(options.map((one) => `${one}\0`).join('')));
  send(child.stdio[4], filter ?? Buffer.alloc(0));
  return child;
};

/** The sandbox ends with its first process, and everything in it with the sandbox; what is left has the user of the run. */
const waitForEnd = async (
  child: ChildProcess,
  userId: number,
  cgroup: RunCgroup,
): Promise<ScriptEnd> => {
  const closed = once(child, 'close');
  const [code] = (await once(child, 'exit')) as [number | null];
  await endProcessesOf(userId);
  await closed;
  const isOutOfMemory = await cgroup.wasOutOfMemory();
  await cgroup.remove();
  return { exitCode: code ?? 137, isOutOfMemory };
};

const describeLimits = ({ controllers }: Cgroups): string =>
  controllers.length === 0
    ? 'limits of processes alone'
    : `control groups for ${controllers.join(', ')}`;

/**
 * Isolates by bubblewrap: mount, PID, network (none), IPC, UTS and cgroup namespaces, a user id for each run, no capabilities,
 * no new privileges, a filter of system calls, and limits. Needs root.
 */
export const createNamespaceIsolation = (parts: NamespaceParts): Isolation => ({
  kind: 'namespaces',
  description: `namespaces by bubblewrap, a user for each run, no network, ${describeLimits(parts.cgroups)}`,
  start: async (script): Promise<RunningScript> => {
    const cgroup = await parts.cgroups.create(script.runId, script.limits);
    const child = await startSandbox(script, parts, cgroup);
    child.stdout?.on('data', (bytes: Buffer) => script.onOutput(bytes));
    return {
      ended: waitForEnd(child, script.userId, cgroup),
      terminate: () => void signalProcessesOf(script.userId, 'SIGTERM'),
      kill: () => void child.kill('SIGKILL'),
    };
  },
  sweep: () => parts.cgroups.sweep(),
});
