/** An installation with a beacon in front of a scripted engine, as programs reach it that speak the Docker API. */
import { once } from 'node:events';
import { type IncomingMessage, request as send } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { type Context, issueTokenFor, type Scope } from '@moorgate/auth';
import {
  createBeacon,
  createBeaconCaller,
  createBeaconConnector,
  createNetworkPolicy,
  defaultAllowedNetworks,
} from '@moorgate/beacons';
import { findBeaconByAddress, findUserByUsername, upsertBeaconPermission } from '@moorgate/db';
import { dockerHostId, type DockerRefusal } from '@moorgate/docker-hosts';
import { boot2docker, startTestBeacon, type TestBeacon } from '@moorgate/testing';
import { startTestApp, type TestApp } from '../../test-support/test-app.ts';

/** The address of the host. */
export const hostAddress = '127.0.0.1:5001/v1.12';
/** Its alias. */
export const hostAlias = 'lab.boot2docker';

/** Somebody with a token, and a level on the beacon perhaps. */
export interface Holder {
  readonly username: string;
  readonly userId: string;
  readonly tokenId: string;
  readonly token: string;
}

/** What is sent; with the token of the owner unless said. */
export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  readonly token?: string | null;
}

/** What the tests of one file share; the functions answer from the first test on. */
export interface DockerDoor {
  app(): TestApp;
  beacon(): TestBeacon;
  beaconId(): string;
  /** The path of the API of the engine. */
  base(): string;
  /** Somebody new with a token of these scopes, and this level on the beacon; null for none. */
  addHolder(scopes?: readonly Scope[], level?: number | null): Promise<Holder>;
  /** Sends a request to this path of the Docker API, or to one of ours that begins with a slash. */
  begin(target: string, sent?: Sent): Promise<IncomingMessage>;
  /** The same to the end of the answer. */
  ask(target: string, sent?: Sent): Promise<{ message: IncomingMessage; text: string }>;
  /** Opens a connection, and sends the head of a request for raw bytes with what follows it. */
  raw(target: string, sent?: Sent): Promise<Socket>;
}

const beaconToken = 'MY_TOKEN';

/** Opens it before the tests of a file, and closes it after them. */
export const useDockerDoor = (refuses: readonly DockerRefusal[] = []): DockerDoor => {
  let app: TestApp;
  let beacon: TestBeacon;
  let beaconId: string;
  let owner: Holder;
  const sockets: Socket[] = [];

  const addHolder: DockerDoor['addHolder'] = async (scopes = ['docker:read-update'], level = 0) => {
    const username = await app.addUser(scopes);
    const { id: userId } = (await findUserByUsername(app.db, username))!;
    if (level !== null)
      await app.db
        .transaction()
        .execute((trx) => upsertBeaconPermission(trx, { beaconId, userId }, level));
    const wanted = { username, name: 'test', scopes };
    const { id: tokenId, token } = await issueTokenFor(app.operator, app.keys, wanted);
    return { username, userId, tokenId, token };
  };

  beforeAll(async () => {
    app = await startTestApp({ dockerRefuses: refuses });
    beacon = await startTestBeacon({ token: beaconToken, vms: [boot2docker] });
    const policy = createNetworkPolicy({ allowed: defaultAllowedNetworks, refused: [] });
    const beaconCaller = createBeaconCaller({ connect: createBeaconConnector({ policy }) });
    const services = { sealingKeys: app.sealingKeys, beaconCaller };
    const { address } = beacon;
    const creator = await creatorOf(app);
    await createBeacon(creator, services, { address, token: beaconToken, alias: 'lab' });
    ({ id: beaconId } = (await findBeaconByAddress(app.db, address))!);
    owner = await addHolder();
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await beacon.close();
    await app.close();
  });

  const base = (): string =>
    `/v1/docker-hosts/${dockerHostId({ beaconId, address: hostAddress })}/docker/`;
  const pathOf = (target: string): string => (target.startsWith('/') ? target : base() + target);
  const headersOf = ({ headers = {}, token = owner.token }: Sent): Record<string, string> => ({
    ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
    ...headers,
  });

  const begin: DockerDoor['begin'] = async (target, sent = {}) => {
    const { port } = app.server.address() as AddressInfo;
    const { method = 'GET', body } = sent;
    const options = { port, method, path: pathOf(target), headers: headersOf(sent), agent: false };
    const asked = send(options).end(body);
    const [message] = (await once(asked, 'response')) as [IncomingMessage];
    return message;
  };

  return {
    app: () => app,
    beacon: () => beacon,
    beaconId: () => beaconId,
    base,
    addHolder,
    begin,
    ask: async (target, sent) => {
      const message = await begin(target, sent);
      return { message, text: await text(message) };
    },
    raw: async (target, sent = {}) => {
      const { port } = app.server.address() as AddressInfo;
      const socket = connect({ port, allowHalfOpen: true }).on('error', () => undefined);
      sockets.push(socket);
      const { method = 'POST', body = '' } = sent;
      const fields = { Connection: 'Upgrade', Upgrade: 'tcp', ...headersOf(sent) };
      const lines = [
        `${method} ${pathOf(target)} HTTP/1.1`,
        'Host: moorgate',
        ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
      ];
      socket.write(`${lines.join('\r\n')}\r\n\r\n`);
      socket.write(body);
      await once(socket, 'connect');
      return socket;
    },
  };
};

/** Somebody who connects the beacon. */
const creatorOf = async (app: TestApp): Promise<Context> => {
  const scopes = ['beacons:create', 'beacons:use'] as const;
  const username = await app.addUser(scopes);
  const { id: userId } = (await findUserByUsername(app.db, username))!;
  const granted = new Set(scopes);
  return {
    ...app.operator,
    principal: {
      ...{ kind: 'user', userId, username, scopes: granted },
      grants: [{ scopes: granted, groups: null }],
      credential: { kind: 'session', tokenId: 'a session' },
    },
  };
};
