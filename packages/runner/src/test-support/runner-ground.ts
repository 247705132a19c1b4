/** A runner against a small server, in folders of its own. */
import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@moorgate/observability';
import { debianPackage } from '@moorgate/testing';
import type { RunnerSettings } from '../settings.ts';
import { type Runner, startRunner } from '../start-runner.ts';
import { type FakeServer, type ServedRun, startFakeServer } from './fake-server.ts';

/** What a test has. */
export interface RunnerGround {
  readonly server: FakeServer;
  readonly workDir: string;
  readonly runner: Runner;
  /** Orders a run of this script, with whatever else the order says. */
  order(script: string, more?: Record<string, unknown>): ServedRun;
  /** Orders it and waits for its end; its console is text then. */
  execute(
    script: string,
    more?: Record<string, unknown>,
  ): Promise<{ run: ServedRun; console: string; completion: Record<string, unknown> }>;
  close(): Promise<void>;
}

/** Whether scripts can be isolated here without an engine, or why not. */
export const namespacesHere = async (): Promise<
  { isThere: true; bubblewrap: string } | { isThere: false; reason: string }
> => {
  if (process.getuid?.() !== 0)
    return { isThere: false, reason: 'Only root may isolate scripts by namespaces.' };
  const found = await debianPackage({ name: 'bubblewrap', program: 'bwrap' });
  return found.isThere ? { isThere: true, bubblewrap: found.program } : found;
};

const mebibyte = 1024 * 1024;

/** Small limits, so that a test reaches them soon. */
export const testSettings = (
  server: FakeServer,
  workDir: string,
  bubblewrap: string,
): RunnerSettings => ({
  serverUrl: server.url,
  token: 'mgt_test_runner',
  hostTags: ['test'],
  workDir,
  slots: 1,
  caFile: null,
  engineSocket: '/nonexistent/engine.sock',
  isolation: 'namespaces',
  image: null,
  bubblewrap,
  users: { first: 1_950_000_000, last: 1_950_000_999 },
  limits: {
    memoryBytes: 128 * mebibyte,
    cpus: 1,
    processes: 64,
    diskBytes: 64 * mebibyte,
    files: 5_000,
    temporaryBytes: 16 * mebibyte,
  },
  reserveBytes: 0,
  consoleBytesMax: mebibyte,
  graceSeconds: 0,
  keepFailed: false,
});

const orderOf = (script: string, more: Record<string, unknown>): Record<string, unknown> => ({
  runId: randomUUID(),
  leaseId: randomUUID(),
  leaseSeconds: 60,
  factory: 'acme',
  buildId: 7,
  name: 'build-test',
  timeoutSeconds: 60,
  container: null,
  script,
  params: {},
  secrets: {},
  source: null,
  credential: {
    secret: 'credential-of-the-run',
    registryHost: '127.0.0.1:1',
    serverUrl: 'http://127.0.0.1:1',
  },
  publishes: { apps: false, tags: [], network: false },
  persistentVolumes: {},
  ...more,
});

/** Starts both. `change` adapts the settings; `onLog` takes what the runner logs. */
export const startGround = async (
  bubblewrap: string,
  change: Partial<RunnerSettings> = {},
  onLog?: (line: string) => void,
): Promise<RunnerGround> => {
  const server = await startFakeServer();
  const workDir = await mkdtemp(join(tmpdir(), 'moorgate-runner-'));
  await chmod(workDir, 0o711);
  const settings = { ...testSettings(server, workDir, bubblewrap), ...change };
  const log = createLogger(
    onLog === undefined
      ? { service: 'runner', level: 'silent' }
      : { service: 'runner', level: 'debug', stream: { write: onLog } },
  );
  const runner = await startRunner(settings, log);
  const order: RunnerGround['order'] = (script, more = {}) => server.order(orderOf(script, more));
  return {
    server,
    workDir,
    runner,
    order,
    execute: async (script, more) => {
      const run = order(script, more);
      const completion = await server.completed(run);
      return { run, console: run.console.toString(), completion };
    },
    close: async () => {
      await runner.stopNow();
      await server.close();
      await rm(workDir, { recursive: true });
    },
  };
};
