import { createHash, randomUUID, X509Certificate } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import {
  type Context,
  createUser,
  drawTokenKeys,
  scopeSet,
  type TokenKeys,
  type UserPrincipal,
} from '@moorgate/auth';
import {
  createConfirmations,
  findAccountByName,
  insertDeviceKey,
  inTransaction,
} from '@moorgate/db';
import {
  createEnrolmentToken,
  denyDevice,
  importDeviceCas,
  listDeviceKeys,
} from '@moorgate/devices';
import { createLogger, systemClock } from '@moorgate/observability';
import {
  createKeyPair,
  createSigningRequest,
  createTestDatabase,
  createTestPki,
  type TestCertificate,
  type TestDatabase,
  type TestLeaf,
} from '@moorgate/testing';
import { openStore, type Store } from '../open-store.ts';
import { insertDevice } from '../test-support/insert-device.ts';
import { openSigning } from './open-signing.ts';
import { openSignerChannel, type SignerChannel } from './signer-channel.ts';

const pki = createTestPki({ factory: 'acme' });
const log = createLogger({ service: 'test', level: 'silent' });

let folder: string;
let database: TestDatabase;
let store: Store;
let ctx: Context;
let socketPath: string;
let channel: SignerChannel;
let enrolmentKeys: TokenKeys;
const file = (name: string): string => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-channel-'));
  socketPath = file('signer.sock');
  for (const [name, { keyPem, certPem }] of Object.entries({
    'device-ca': pki.deviceCa,
    tls: pki.server,
    root: pki.root,
  })) {
    await writeFile(file(`${name}.key`), keyPem);
    await writeFile(file(`${name}.pem`), certPem);
  }
  database = await createTestDatabase();
  store = openStore(database.urlFor('moorgate_admin'), log, () => undefined);
  const { db } = store;
  const principal = { kind: 'system', name: 'tester' } as const;
  const services = { db, confirmations: createConfirmations(db), clock: systemClock, log };
  ctx = { ...services, principal, requestId: null, address: null };
  await importDeviceCas(ctx, pki.deviceCa.certPem);
  const signing = await openSigning(
    {
      deviceCaKey: file('device-ca.key'),
      deviceCaCertificateFile: file('device-ca.pem'),
      deviceCertificateDays: 10,
      renewalGraceDays: 0,
      signaturesPerMinute: 600,
    },
    store,
    log,
  );
  const tls = {
    address: { host: '127.0.0.1', port: 0 },
    files: { tlsKeyFile: file('tls.key'), tlsCertificateFile: file('tls.pem') },
    gatewayCasFile: file('root.pem'),
  };
  enrolmentKeys = drawTokenKeys();
  const parts = { ...services, signing: signing!, enrolmentKeys, factory: 'acme' };
  channel = await openSignerChannel({ socketPath, tls }, parts);
});
afterAll(async () => {
  await channel.close();
  await store.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

const post = (body: unknown, options: RequestOptions, send = httpRequest): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    const method = { method: 'POST', path: '/renewals', headers, agent: false };
    const outgoing = send({ ...method, ...options }, (answer) => {
      const { statusCode: status = 0 } = answer;
      void json(answer).then((read) => resolve({ status, body: read as Answer['body'] }), reject);
    });
    outgoing.once('error', reject).end(JSON.stringify(body));
  });
const overSocket = (body: unknown): Promise<Answer> => post(body, { socketPath });
const overTls = (body: unknown, own?: TestCertificate): Promise<Answer> => {
  const { hostname, port } = new URL(channel.url!);
  const credentials = own === undefined ? {} : { key: own.keyPem, cert: own.certPem };
  const options = { hostname, port, ca: pki.root.certPem, servername: 'localhost', ...credentials };
  return post(body, options, httpsRequest);
};

const known = async (): Promise<TestLeaf> => {
  const leaf = pki.issueDevice();
  const spki = leaf.keys.publicKey.export({ type: 'spki', format: 'der' });
  const key = { spki, spki_sha256: createHash('sha256').update(spki).digest() };
  await insertDevice(store.db, { uuid: leaf.uuid, keyStates: [] });
  await inTransaction(store.db, (trx) =>
    insertDeviceKey(trx, {
      ...key,
      device_uuid: leaf.uuid,
      state: 'live',
      created_at: new Date(),
      last_presented_at: null,
    }),
  );
  return leaf;
};
const renewalOf = (leaf: TestLeaf, keys = createKeyPair()) => ({
  certificate: leaf.der.toString('base64'),
  signingRequest: createSigningRequest({ subject: leaf.subject, keys }).toString('base64'),
  address: '192.0.2.9',
});

test('a gateway on this host gets a certificate over the socket, which its owner alone may open', async () => {
  expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
  const leaf = await known();
  const { status, body } = await overSocket(renewalOf(leaf));
  expect(status).toBe(200);
  const certificate = new X509Certificate(Buffer.from(String(body['certificate']), 'base64'));
  expect(certificate.verify(pki.deviceCa.keys.publicKey)).toBe(true);
  expect(certificate.validToDate.getTime() - Date.now()).toBeLessThan(10 * 86_400_000);
  const states = (await listDeviceKeys(ctx, leaf.uuid)).map(({ state }) => state);
  expect(states).toEqual(['live', 'next']);
});

/** Made by somebody who may register every device. */
const makeToken = async (): Promise<string> => {
  const scopes = ['devices:create'] as const;
  const username = `kim-${randomUUID().slice(0, 8)}`;
  await createUser(ctx, { username, password: 'correct horse battery', scopes });
  const { id: userId } = (await findAccountByName(store.db, username))!;
  const principal: UserPrincipal = {
    kind: 'user',
    userId,
    username,
    scopes: scopeSet(scopes),
    grants: [{ scopes: scopeSet(scopes), groups: null }],
    credential: { kind: 'session', tokenId: '' },
  };
  const made = await createEnrolmentToken(
    { ...ctx, principal },
    { keys: enrolmentKeys, factory: 'acme' },
    { name: 'line', maxUses: 1 },
  );
  return made.token;
};

test('a device that shows an enrolment token is registered, as often as the token says', async () => {
  const token = await makeToken();
  const enrol = async (leaf: TestLeaf): Promise<Answer> => {
    const { signingRequest, address } = renewalOf(leaf, leaf.keys);
    return post({ token, signingRequest, address }, { socketPath, path: '/enrolments' });
  };
  const leaf = pki.issueDevice();
  const { status, body } = await enrol(leaf);
  expect(status).toBe(200);
  const certificate = new X509Certificate(Buffer.from(String(body['certificate']), 'base64'));
  expect(certificate.checkPrivateKey(leaf.keys.privateKey)).toBe(true);
  expect((await listDeviceKeys(ctx, leaf.uuid)).map(({ state }) => state)).toEqual(['live']);
  const second = await enrol(pki.issueDevice());
  expect([second.status, second.body['code']]).toEqual([401, 'credentials_invalid']);
});

test('a gateway elsewhere gets one with its certificate, and nobody else is answered', async () => {
  const leaf = await known();
  expect((await overTls(renewalOf(leaf), pki.server)).status).toBe(200);
  const selfMade = createTestPki().server;
  const expired = pki.issueServer({ notAfter: new Date(Date.now() - 1_000) });
  const device = pki.issueDevice();
  for (const stranger of [undefined, selfMade, expired, device, pki.deviceCa])
    await expect(overTls(renewalOf(leaf), stranger)).rejects.toThrow(/hang up|ECONNRESET/);
});

test('what policy refuses is told with its code', async () => {
  const leaf = await known();
  await denyDevice(ctx, { uuid: leaf.uuid });
  const answers = [
    await overSocket(renewalOf(leaf)),
    await overSocket(renewalOf(pki.issueDevice())),
    await overSocket({ ...renewalOf(await known()), signingRequest: 'AAAA' }),
    await overSocket({ certificate: '-', signingRequest: '-', address: '' }),
  ];
  expect(answers.map(({ status, body }) => [status, body['code']])).toEqual([
    [403, 'device_denied'],
    [403, 'device_key_mismatch'],
    [400, 'signing_request_malformed'],
    [400, 'invalid_request'],
  ]);
});

test('a device that asks without an end is told to wait', async () => {
  const leaf = await known();
  const keys = createKeyPair();
  const statuses: number[] = [];
  for (let count = 0; count < 8; count += 1)
    statuses.push((await overSocket(renewalOf(leaf, keys))).status);
  expect(statuses.slice(0, 6)).toEqual(Array<number>(6).fill(200));
  expect(statuses.slice(6)).toEqual([429, 429]);
  expect((await overSocket(renewalOf(await known()))).status).toBe(200);
});

test('a socket that a process left behind is taken, and one that is in use is not', async () => {
  const path = file('left.sock');
  const services = { ...ctx, signing: {} as never, enrolmentKeys, factory: 'acme' };
  const open = () => openSignerChannel({ socketPath: path }, services);
  const first = await open();
  await expect(open()).rejects.toThrow('is in use');
  await first.close();
  const holder = createServer().listen(path);
  await new Promise((resolve) => holder.once('listening', resolve));
  // Closing removes the file; a process that is killed leaves it.
  await rm(path);
  await writeFile(path, '');
  holder.close();
  const second = await open();
  await second.close();
});

test('in a folder that a group may enter, the group may open the socket, and others may not', async () => {
  await mkdir(file('shared'));
  await chmod(file('shared'), 0o750);
  const path = file('shared/signer.sock');
  const services = { ...ctx, signing: {} as never, enrolmentKeys, factory: 'acme' };
  const shared = await openSignerChannel({ socketPath: path }, services);
  expect((await stat(path)).mode & 0o777).toBe(0o660);
  await shared.close();
});

test.each(['deviceCaKey', 'deviceCaCertificateFile'] as const)(
  'a device CA with %s alone is told to the operator',
  async (name) => {
    const none = { deviceCaKey: undefined, deviceCaCertificateFile: undefined };
    const settings = { deviceCertificateDays: 1, renewalGraceDays: 0, signaturesPerMinute: 1 };
    const path = file('device-ca.key');
    await expect(openSigning({ ...settings, ...none, [name]: path }, store, log)).rejects.toThrow(
      'set together',
    );
    expect(await openSigning({ ...settings, ...none }, store, log)).toBeNull();
  },
);
