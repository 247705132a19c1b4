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
  startTestBeacon,
  type TestEngine,
} from '@moorgate/testing';
import { openOperationRunner, type OperationRunner } from '../drive/operation-runner.ts';
import type { OperationServices } from '../drive/services.ts';
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
  run(ctx: Context, id: string): Promise<readonly OperationLine[]>;
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

/** Opens one; with these keys, where another process is to read what is sealed. */
export const openOperationGround = async (
  sealingKeys: SealingKeys = drawSealingKeys(),
): Promise<OperationGround> => {
  const database = await createTestDatabase();
  const databaseUrl = database.urlFor('moorgate_admin');
  const { clock, connect, db, operator, services } = openOperationServices({
    ...{ databaseUrl, sealingKeys },
    times: { leaseSeconds: 15, renewMs: 1_000, idleTimeoutMs: 1_000, retrySecondsMax: 1 },
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
      await createUser(operator, { username, password: 'correct horse battery', scopes });
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
    run: async (ctx, id) => {
      const runner = openRunner();
      await runner.takeUp();
      const lines = await readAll(ctx, id);
      await runner.close();
      return lines;
    },
    close: async () => {
      for (const close of closing.reverse()) await close();
      await db.destroy();
      await database.drop();
    },
  };
};
