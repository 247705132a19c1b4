/** Docker hosts behind a beacon that listens, over a database of their own. */
import { randomUUID } from 'node:crypto';
import {
  type Context,
  createUser,
  drawSealingKeys,
  type Scope,
  scopeSet,
  type SealingKeys,
} from '@moorgate/auth';
import {
  type ConnectBeacon,
  createBeacon,
  createBeaconCaller,
  createBeaconConnector,
  createNetworkPolicy,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from '@moorgate/beacons';
import {
  createConfirmations,
  type Db,
  findBeaconByAddress,
  findUserByUsername,
  listBeaconInstances,
  openDatabase,
} from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import {
  boot2docker,
  createTestDatabase,
  frozenClock,
  startTestBeacon,
  type TestBeacon,
  type TestBeaconOptions,
} from '@moorgate/testing';
import { createDockerCaller, type DockerCallerOptions } from '../calls/create-docker-caller.ts';
import type { DockerCaller } from '../calls/docker-call.ts';
import type { DockerHost } from '../docker-host.ts';

/** The token that every beacon asks for. */
export const beaconToken = 'T0KEN';

/** What the tests of one file share. */
export interface DockerGround {
  readonly db: Db;
  readonly sealingKeys: SealingKeys;
  readonly connect: ConnectBeacon;
  /** Of one host, `127.0.0.1:5001/v1.12`, unless others are named. */
  startBeacon(options?: Partial<TestBeaconOptions>): Promise<TestBeacon>;
  /** The context of somebody new with these rights. */
  addUser(scopes?: readonly Scope[]): Promise<Context & { readonly userId: string }>;
  /** Connects a beacon, below a path perhaps, as somebody who owns it then; answers its first host. */
  own(owner: Context, address: string, alias?: string): Promise<DockerHost>;
  caller(options?: Partial<DockerCallerOptions>): DockerCaller;
  close(): Promise<void>;
}

/** Opens one. */
export const openDockerGround = async (): Promise<DockerGround> => {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  const policy = createNetworkPolicy({
    allowed: defaultAllowedNetworks,
    refused: defaultRefusedNetworks,
  });
  const connect = createBeaconConnector({ policy });
  const sealingKeys = drawSealingKeys();
  const beacons: TestBeacon[] = [];
  let lastUser = 0;
  const operator: Context = {
    db,
    clock: frozenClock('2026-03-01T12:00:00.000Z'),
    confirmations: createConfirmations(db),
    log: createLogger({ service: 'test', level: 'silent' }),
    principal: { kind: 'system', name: 'tester' },
    requestId: 'request',
    address: null,
  };
  return {
    db,
    sealingKeys,
    connect,
    startBeacon: async (options = {}) => {
      const beacon = await startTestBeacon({ token: beaconToken, vms: [boot2docker], ...options });
      beacons.push(beacon);
      return beacon;
    },
    addUser: async (
      scopes = ['beacons:create', 'beacons:manage', 'beacons:use', 'docker:read-update'],
    ) => {
      lastUser += 1;
      const username = `user${lastUser}`;
      await createUser(operator, { username, password: 'correct horse battery', scopes });
      const { id: userId } = (await findUserByUsername(db, username))!;
      const granted = scopeSet(scopes);
      const grants = [{ scopes: granted, groups: null }];
      const credential = { kind: 'session', tokenId: randomUUID() } as const;
      const principal = {
        kind: 'user',
        userId,
        username,
        scopes: granted,
        grants,
        credential,
      } as const;
      return { ...operator, principal, userId };
    },
    own: async (owner, address, alias) => {
      const beaconCaller = createBeaconCaller({ connect });
      const request = { address, token: beaconToken, alias: alias ?? null };
      await createBeacon(owner, { sealingKeys, beaconCaller }, request);
      const beacon = (await findBeaconByAddress(db, address))!;
      const [first] = await listBeaconInstances(db, beacon.id);
      const { address: hostAddress, name } = first!;
      return { beaconId: beacon.id, beaconAddress: address, address: hostAddress, name };
    },
    caller: (options = {}) => createDockerCaller({ db, sealingKeys, connect, ...options }),
    close: async () => {
      await Promise.all(beacons.map((beacon) => beacon.close()));
      await db.destroy();
      await database.drop();
    },
  };
};
