/** Applications on engines in memory, behind beacons that listen, over a database of their own. */
import { randomUUID } from 'node:crypto';
import {
  type Context,
  createUser,
  drawSealingKeys,
  type Scope,
  scopeSet,
  type SealingKeys,
} from '@moorgate/auth';
import { createBeacon, createBeaconCaller } from '@moorgate/beacons';
import { type Db, findUserByUsername } from '@moorgate/db';
import {
  createTestDatabase,
  createTestEngine,
  type FrozenClock,
  runStatement,
  startTestBeacon,
  type TestEngine,
} from '@moorgate/testing';
import { openOperationRunner, type OperationRunner } from '../drive/operation-runner.ts';
import type { OperationServices } from '../drive/services.ts';
import { findOperation, type Operation } from '../operations/find-operation.ts';
import { followOperation, type OperationLine } from '../operations/follow-operation.ts';
import type { ApplicationServices } from '../services.ts';
import { openOperationServices } from './operation-services.ts';

/** Hosts with their engines. */
export interface TestHosts {
  readonly addresses: readonly string[];
  readonly engines: readonly TestEngine[];
}

/** What the tests of one file share. */
export interface OperationGround {
  readonly db: Db;
  readonly databaseUrl: string;
  /** The context of the operator on the host. */
  readonly operator: Context;
  readonly clock: FrozenClock;
  readonly services: OperationServices;
  readonly requests: ApplicationServices;
  /** Somebody new with these rights. */
  addUser(scopes?: readonly Scope[]): Promise<Context & { readonly userId: string }>;
  /** So many hosts behind one beacon of this owner. */
  addHosts(owner: Context, count: number): Promise<TestHosts>;
  openRunner(options?: Partial<OperationServices>): OperationRunner;
  /** All lines of an operation, once it has ended. */
  readAll(ctx: Context, id: string): Promise<readonly OperationLine[]>;
  /** Has one runner do all that there is to do, and reads. */
  run(
    ctx: Context,
    id: string,
    options?: Partial<OperationServices>,
  ): Promise<readonly OperationLine[]>;
  /** Works on all that there is to do, whenever it is due, until it is so. Throws where nothing is left to do before that. */
  workUntil(isSo: () => Promise<boolean>, options?: Partial<OperationServices>): Promise<void>;
  /** Works until an operation has ended and nothing is owed to any of its hosts; answers it. */
  settle(ctx: Context, id: string, options?: Partial<OperationServices>): Promise<Operation>;
  close(): Promise<void>;
}

const allRights: readonly Scope[] = [
  'applications:create',
  'applications:manage',
  'applications:use',
  'beacons:create',
  'beacons:manage',
  'beacons:use',
];

const owed: ReadonlySet<string> = new Set(['restoring', 'removing', 'finishing']);

/** Waits in the store until the next operation may be taken, by its clock; throws where there is none. */
const untilDue = async (url: string): Promise<void> => {
  const [row] = await runStatement<{ readonly slept: unknown }>(
    url,
    `select pg_sleep(extract(epoch from min(due) - now())) as slept from (
       select greatest(o.leased_until, (
         select min(h.retry_at) from application_operation_hosts h
         where o.finished_at is not null and h.operation_id = o.id
           and h.state in ('restoring', 'removing', 'finishing')
       ), now()) as due
       from application_operations o where o.finished_at is null or o.unsettled > 0
     ) as left_over having count(*) > 0`,
  );
  if (row === undefined) throw new Error('nothing is left to do');
};

/** Opens one; with these keys, where another process is to read what is sealed. */
export const openOperationGround = async (
  sealingKeys: SealingKeys = drawSealingKeys(),
): Promise<OperationGround> => {
  const database = await createTestDatabase();
  const databaseUrl = database.urlFor('moorgate_admin');
  const { clock, connect, db, operator, services } = openOperationServices({
    ...{ databaseUrl, sealingKeys },
    times: {
      ...{ leaseSeconds: 15, renewMs: 1_000, idleTimeoutMs: 10_000, retrySecondsMax: 0.05 },
      ...{ lookMs: 25, ownWatchMs: 1_500 },
    },
  });
  const closing: (() => Promise<void>)[] = [];
  let last = 0;
  const readAll = async (ctx: Context, id: string): Promise<readonly OperationLine[]> => {
    const lines: OperationLine[] = [];
    for await (const line of followOperation(ctx, id, AbortSignal.timeout(60_000)))
      lines.push(line);
    return lines;
  };
  const openRunner = (options: Partial<OperationServices> = {}): OperationRunner => {
    const runner = openOperationRunner({ ...services, ...options });
    closing.push(() => runner.close());
    return runner;
  };
  const workUntil: OperationGround['workUntil'] = async (isSo, options) => {
    const runner = openRunner(options);
    while (!(await isSo())) {
      await untilDue(database.url);
      await runner.takeUp();
      await runner.untilIdle();
    }
    await runner.close();
  };
  return {
    db,
    databaseUrl,
    operator,
    clock,
    services,
    requests: { judge: () => undefined, wake: () => undefined },
    addUser: async (scopes = allRights) => {
      last += 1;
      const username = `user${last}`;
      await createUser(operator, { username, scopes });
      const { id: userId } = (await findUserByUsername(db, username))!;
      const granted = scopeSet(scopes);
      const principal = {
        ...({ kind: 'user', userId, username, scopes: granted } as const),
        grants: [{ scopes: granted, groups: null }],
        credential: { kind: 'session', tokenId: randomUUID() } as const,
      };
      return { ...operator, principal, userId };
    },
    addHosts: async (owner, count) => {
      const engines = Array.from({ length: count }, () => createTestEngine());
      last += 1;
      const port = (index: number): string => String(2_000 + last * 100 + index);
      const vms = engines.map((_engine, index) => ({
        ...{ name: `vm${index}`, address: '10.0.0.1', port: port(index), version: 'v1.41' },
        canAccessDocker: true,
      }));
      const addresses = vms.map((vm) => `${vm.address}:${vm.port}/${vm.version}`);
      const beacon = await startTestBeacon({
        token: 'T0KEN',
        vms,
        docker: (asked, response) =>
          engines[addresses.indexOf(asked.instance)]!.answer(asked, response),
      });
      closing.push(() => beacon.close());
      const beaconCaller = createBeaconCaller({ connect });
      const request = { address: beacon.address, token: 'T0KEN', alias: null };
      await createBeacon(owner, { sealingKeys, beaconCaller }, request);
      return { addresses, engines };
    },
    openRunner,
    readAll,
    run: async (ctx, id, options) => {
      const runner = openRunner(options);
      await runner.takeUp();
      await runner.untilIdle();
      const lines = await readAll(ctx, id);
      await runner.close();
      return lines;
    },
    workUntil,
    settle: async (ctx, id, options) => {
      const isSettled = ({ finishedAt, hosts }: Operation): boolean =>
        finishedAt !== null && !hosts.some(({ state }) => owed.has(state));
      await workUntil(async () => isSettled(await findOperation(ctx, id)), options);
      return findOperation(ctx, id);
    },
    close: async () => {
      for (const close of closing.reverse()) await close();
      await db.destroy();
      await database.drop();
    },
  };
};
