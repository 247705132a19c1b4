/** Builds over a database of their own, with repositories that a test writes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Context, drawSealingKeys, drawTokenKeys, type RunnerTerms } from '@moorgate/auth';
import { type FolderBlobStore, openBlobStore } from '@moorgate/blobs';
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import { createTestDatabase, frozenClock, type FrozenClock } from '@moorgate/testing';
import { readConsole } from '../consoles/read-console.ts';
import { createBuild } from '../creation/create-build.ts';
import { createRunner } from '../runners/administer-runners.ts';
import { getBuild, getRun } from '../read-builds.ts';
import type { Run } from '../build.ts';
import { leaseRun, type RunOrder, type Vacancy } from '../runs/lease-run.ts';
import { createRunQueue, type RunQueue } from '../runs/run-queue.ts';
import type { HeldLease } from '../runs/held-lease.ts';
import { type BuildServices, defaultRunLimits } from '../services.ts';

/** The factory of every build here. */
export const testFactory = 'acme';

/** The repositories of a test. */
export interface WrittenSource {
  /** By repository and reference, the commit. */
  readonly references: Map<string, Map<string, string>>;
  /** By `repository commit path`, or with `HEAD` for the commit. */
  readonly files: Map<string, string>;
  /** Messages by commit; `a change` unless said. */
  readonly messages: Map<string, string>;
}

export interface BuildGround {
  readonly db: Db;
  readonly databaseUrl: string;
  readonly ctx: Context;
  readonly clock: FrozenClock;
  readonly services: BuildServices;
  readonly source: WrittenSource;
  readonly blobs: FolderBlobStore;
  /** Registers a runner. */
  addRunner(hostTags?: readonly string[]): Promise<RunnerTerms>;
  /** Starts a build of a definition with these runs. */
  build(runs?: readonly object[], more?: object): Promise<number>;
  /** Takes a run, or fails. */
  take(runner: RunnerTerms, vacancy?: Partial<Vacancy>): Promise<RunOrder & { lease: HeldLease }>;
  /** Where runners wait so long for runs; it is closed with the ground at the latest. */
  openQueue(waitMs: number): RunQueue;
  run(buildId: number, name: string): Promise<Run>;
  statusOf(buildId: number): Promise<string>;
  consoleOf(run: Pick<Run, 'id' | 'consoleBytes'>): Promise<string>;
  close(): Promise<void>;
}

/** What a runner has that takes everything. */
export const vacancy: Vacancy = { isolation: 'container', engine: true, freeSlots: 1 };

const readerOf = ({ references, files, messages }: WrittenSource): BuildServices['source'] => ({
  readFile: ({ repository, revision, path }) => {
    const text = files.get(`${repository} ${revision} ${path}`);
    return Promise.resolve(text === undefined ? undefined : Buffer.from(text));
  },
  listReferences: ({ repository }) => Promise.resolve(references.get(repository) ?? new Map()),
  readCommit: ({ revision }) => Promise.resolve({ message: messages.get(revision) ?? 'a change' }),
});

let lastRunner = 0;

/** Opens one. */
export const openBuildGround = async (
  limits: Partial<BuildServices['limits']> = {},
): Promise<BuildGround> => {
  const database = await createTestDatabase();
  const databaseUrl = database.urlFor('moorgate_admin');
  const db = openDatabase({ url: databaseUrl, applicationName: 'test' });
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-builds-'));
  const blobs = await openBlobStore(folder);
  const source: WrittenSource = { references: new Map(), files: new Map(), messages: new Map() };
  const queues: RunQueue[] = [];
  const ctx: Context = {
    db,
    clock,
    confirmations: createConfirmations(db),
    log: createLogger({ service: 'test', level: 'silent' }),
    principal: { kind: 'system', name: 'tester' },
    requestId: null,
    address: null,
  };
  const services: BuildServices = {
    sealingKeys: drawSealingKeys(),
    tokenKeys: drawTokenKeys(),
    blobs,
    source: readerOf(source),
    serverUrl: 'https://ci.example',
    registryHost: 'ci.example',
    limits: { ...defaultRunLimits, ...limits },
    buildsPerPush: 3,
    allowsNetwork: false,
  };
  return {
    db,
    databaseUrl,
    ctx,
    clock,
    services,
    source,
    blobs,
    addRunner: async (hostTags = []) => {
      lastRunner += 1;
      const request = { factory: testFactory, name: `runner${lastRunner}`, hostTags };
      const { id, name } = await createRunner(ctx, services, request);
      return { id, name, factory: testFactory, hostTags };
    },
    build: async (runs = [{ name: 'only' }], more = {}) => {
      const definition = { timeout: 5, triggers: [{ name: 'test', runs }], ...more };
      return (await createBuild(ctx, services, { factory: testFactory, definition })).buildId;
    },
    take: async (runner, offered = {}) => {
      const order = await leaseRun(ctx, services, { runner, vacancy: { ...vacancy, ...offered } });
      if (order === null) throw new Error('there is no run');
      return { ...order, lease: { runner, runId: order.runId, leaseId: order.leaseId } };
    },
    openQueue: (waitMs) => {
      const applicationName = 'test queue';
      const queue = createRunQueue({ log: ctx.log, databaseUrl, applicationName, waitMs });
      queues.push(queue);
      return queue;
    },
    run: (buildId, name) => getRun(ctx, { factory: testFactory, buildId, run: name }),
    statusOf: async (buildId) => (await getBuild(ctx, { factory: testFactory, buildId })).status,
    consoleOf: async ({ id, consoleBytes }) => {
      const parts: Buffer[] = [];
      for await (const part of readConsole(db, id, { from: 0, to: consoleBytes })) parts.push(part);
      return Buffer.concat(parts).toString('utf8');
    },
    close: async () => {
      for (const queue of queues) queue.close();
      await db.destroy();
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
};
