/** The environment of the runner. */
import { type Config, defineConfig, logLevelSetting, readConfig } from '@moorgate/config';
import { Type } from 'typebox';
import type { RunnerSettings } from './settings.ts';

const mebibyte = 1024 * 1024;

export const runnerConfigDefinition = defineConfig({
  serverUrl: {
    variable: 'MOORGATE_RUNNER_SERVER_URL',
    schema: Type.String({ pattern: '^https?://' }),
    description: 'The address of the admin API; `--server` says it too.',
    isOptional: true,
  },
  token: {
    variable: 'MOORGATE_RUNNER_TOKEN',
    schema: Type.String({ minLength: 1 }),
    description: 'The token of this runner, as it was shown when it was created.',
    isOptional: true,
    isSecret: true,
  },
  hostTags: {
    variable: 'MOORGATE_RUNNER_HOST_TAGS',
    schema: Type.Array(Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._*-]*$' })),
    description: 'What this host is called in `host-tag` of runs, separated by commas.',
    default: [],
  },
  workDir: {
    variable: 'MOORGATE_RUNNER_WORK_DIR',
    schema: Type.String({ minLength: 1 }),
    description: 'The folder of workspaces; one runner works in it at a time.',
    default: '/var/lib/moorgate-runner',
  },
  slots: {
    variable: 'MOORGATE_RUNNER_SLOTS',
    schema: Type.Integer({ minimum: 1, maximum: 64 }),
    description: 'How many runs it executes at once.',
    default: 1,
  },
  caFile: {
    variable: 'MOORGATE_RUNNER_CA_CERTS',
    schema: Type.String({ minLength: 1 }),
    description: 'A file of the CAs that the certificate of the admin API may come from, in PEM.',
    isOptional: true,
  },
  isolation: {
    variable: 'MOORGATE_RUNNER_ISOLATION',
    schema: Type.Enum(['auto', 'container', 'namespaces']),
    description:
      'How scripts are isolated: in containers where an engine answers, else in namespaces (as root), unless one of both is named.',
    default: 'auto',
  },
  engineSocket: {
    variable: 'MOORGATE_RUNNER_ENGINE_SOCKET',
    schema: Type.String({ minLength: 1 }),
    description: 'The Unix socket of the container engine; `/var/run/docker.sock` unless given.',
    isOptional: true,
  },
  image: {
    variable: 'MOORGATE_RUNNER_IMAGE',
    schema: Type.String({ minLength: 1 }),
    description: 'The image of scripts whose run names none, where they run in containers.',
    isOptional: true,
  },
  bubblewrap: {
    variable: 'MOORGATE_RUNNER_BUBBLEWRAP',
    schema: Type.String({ minLength: 1 }),
    description: 'The program that makes namespaces.',
    default: 'bwrap',
  },
  users: {
    variable: 'MOORGATE_RUNNER_USERS',
    schema: Type.String({ pattern: '^[1-9]\\d{3,9}-[1-9]\\d{3,9}$' }),
    description:
      'User ids that runs may have, and nobody else on this host has, as in `1000-1999`.',
    default: '1900000000-1900065535',
  },
  memoryMebibytes: {
    variable: 'MOORGATE_RUNNER_MEMORY_MIB',
    schema: Type.Integer({ minimum: 64 }),
    description: 'The memory of a run.',
    default: 2048,
  },
  cpus: {
    variable: 'MOORGATE_RUNNER_CPUS',
    schema: Type.Number({ minimum: 0.1 }),
    description: 'The processors of a run.',
    default: 2,
  },
  processes: {
    variable: 'MOORGATE_RUNNER_PROCESSES',
    schema: Type.Integer({ minimum: 16 }),
    description: 'The processes and threads of a run.',
    default: 1024,
  },
  diskMebibytes: {
    variable: 'MOORGATE_RUNNER_DISK_MIB',
    schema: Type.Integer({ minimum: 16 }),
    description: 'The disk that a run may take for its sources and what it makes of them.',
    default: 10_240,
  },
  files: {
    variable: 'MOORGATE_RUNNER_FILES',
    schema: Type.Integer({ minimum: 100 }),
    description: 'The files that a run may have there.',
    default: 500_000,
  },
  temporaryMebibytes: {
    variable: 'MOORGATE_RUNNER_TMP_MIB',
    schema: Type.Integer({ minimum: 1 }),
    description: 'The size of `/tmp`, and of `/dev/shm`, of a run; both are in its memory.',
    default: 512,
  },
  reserveMebibytes: {
    variable: 'MOORGATE_RUNNER_RESERVE_MIB',
    schema: Type.Integer({ minimum: 0 }),
    description: 'Runs are ended before less than this is free on the disk of the workspaces.',
    default: 1024,
  },
  consoleMebibytes: {
    variable: 'MOORGATE_RUNNER_CONSOLE_MIB',
    schema: Type.Number({ minimum: 0.001, maximum: 63 }),
    description: 'How much of what a script prints is kept.',
    default: 60,
  },
  graceSeconds: {
    variable: 'MOORGATE_RUNNER_GRACE_SECONDS',
    schema: Type.Integer({ minimum: 0, maximum: 86_400 }),
    description: 'How long runs may go on after the runner was told to stop; then they fail.',
    default: 60,
  },
  keepFailed: {
    variable: 'MOORGATE_RUNNER_KEEP_FAILED',
    schema: Type.Boolean(),
    description: 'Keep the workspaces of runs that failed, without their secrets, to be looked at.',
    default: false,
  },
  logLevel: logLevelSetting,
});

export type RunnerConfig = Config<typeof runnerConfigDefinition>;

/** Reads it from the environment. Throws `ConfigError`. */
export const readRunnerConfig = (
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RunnerConfig => readConfig(runnerConfigDefinition, environment);

const rangeOf = (text: string): { first: number; last: number } => {
  const [first = 0, last = 0] = text.split('-').map(Number);
  return { first, last };
};

/** What of the settings comes from the environment alone. */
export const limitsOf = (
  config: RunnerConfig,
): Pick<RunnerSettings, 'users' | 'limits' | 'reserveBytes' | 'consoleBytesMax'> => ({
  users: rangeOf(config.users),
  limits: {
    memoryBytes: config.memoryMebibytes * mebibyte,
    cpus: config.cpus,
    processes: config.processes,
    diskBytes: config.diskMebibytes * mebibyte,
    files: config.files,
    temporaryBytes: config.temporaryMebibytes * mebibyte,
  },
  reserveBytes: config.reserveMebibytes * mebibyte,
  consoleBytesMax: Math.round(config.consoleMebibytes * mebibyte),
});
