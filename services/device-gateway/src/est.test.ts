/** Certificates that are renewed over EST, and keys that are announced, up to the end of the one before. */
import { X509Certificate } from 'node:crypto';
import { listDeviceKeys } from '@moorgate/devices';
import {
  createKeyPair,
  createSigningRequest,
  type KeyPair,
  type TestLeaf,
} from '@moorgate/testing';
import {
  type Answer,
  callGateway,
  openConnection,
  untilClosed,
} from './test-support/device-client.ts';
import { createTestSigner, type TestSigner } from './test-support/start-signer.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

const hour = 3_600_000;
const path = '/.well-known/est/simplereenroll';

let signer: TestSigner;
let running: TestGateway;
let otherPort: number;
beforeAll(async () => {
  signer = await createTestSigner();
  running = await startTestGateway({ signerSocket: signer.socketPath, renewalGraceDays: 1 });
  otherPort = (await running.startAnother()).port;
  await signer.start(running, { renewalGraceMs: 24 * hour });
});
afterAll(async () => {
  await running.close();
  await signer.close();
});

const enrolled = async (): Promise<TestLeaf> => {
  const leaf = running.pki.issueDevice();
  expect((await callGateway(running, { leaf })).status).toBe(200);
  return leaf;
};
const requestOf = (leaf: TestLeaf, keys: KeyPair): string =>
  createSigningRequest({ subject: leaf.subject, keys }).toString('base64');
const post = (leaf: TestLeaf | undefined, body: string): Promise<Answer> => {
  const headers = { 'Content-Type': 'application/pkcs10' };
  return callGateway(running, { leaf, path, method: 'POST', headers, body });
};
const announce = (leaf: TestLeaf, nextPublicKey: string): Promise<Answer> =>
  callGateway(running, {
    leaf,
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ next_pubkey: nextPublicKey }),
  });
const pemOf = (keys: KeyPair): string =>
  keys.publicKey.export({ type: 'spki', format: 'pem' }).toString();
const statesOf = async (uuid: string): Promise<string[]> =>
  (await listDeviceKeys(running.ctx, uuid)).map(({ state }) => state);
/** The certificates of a body: a SignedData holds them as they are. */
const certificatesIn = (text: string): X509Certificate[] => {
  const der = Buffer.from(text, 'base64');
  const found: X509Certificate[] = [];
  for (let at = der.indexOf('3082', 'hex'); at >= 0; at = der.indexOf('3082', at + 1, 'hex')) {
    const length = 4 + der.readUInt16BE(at + 2);
    try {
      found.push(new X509Certificate(der.subarray(at, at + length)));
    } catch {
      // Some other structure of that length.
    }
  }
  return found;
};
/** The device with its new key. */
const renewedBy = (leaf: TestLeaf, { text }: Answer, keys: KeyPair): TestLeaf => {
  const [x509] = certificatesIn(text);
  const keyPem = keys.privateKey.export({ type: 'sec1', format: 'pem' }).toString();
  return { ...leaf, keys, keyPem, x509: x509!, der: x509!.raw, certPem: x509!.toString() };
};
const codeOf = async (leaf: TestLeaf): Promise<unknown> => {
  const { status, body } = await callGateway(running, { leaf });
  return body?.['code'] ?? status;
};

test('a renewed certificate comes as EST has it, with the subject of the one before', async () => {
  const leaf = await enrolled();
  const keys = createKeyPair();
  const answer = await post(leaf, requestOf(leaf, keys));
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^application\/pkcs7-mime/);
  expect(answer.headers['content-transfer-encoding']).toBe('base64');
  expect(answer.text).toMatch(/^[A-Za-z0-9+/]+={0,2}\n$/);
  const [certificate, ...others] = certificatesIn(answer.text);
  expect(others).toEqual([]);
  expect(certificate!.subject).toBe(leaf.x509.subject);
  expect(certificate!.checkPrivateKey(keys.privateKey)).toBe(true);
});

test.each(['announced after it was certified', 'never announced'])(
  'the present key is valid until the next one is shown, which is %s, and no longer',
  async (how) => {
    const leaf = await enrolled();
    const keys = createKeyPair();
    const next = renewedBy(leaf, await post(leaf, requestOf(leaf, keys)), keys);
    if (how !== 'never announced') expect((await announce(leaf, pemOf(keys))).status).toBe(200);
    const targets = [running, { ...running, port: otherPort }];
    const idle = await Promise.all(targets.map((target) => openConnection(target, { leaf })));
    for (const target of targets) expect((await callGateway(target, { leaf })).status).toBe(200);
    const closed = Promise.all(idle.map(untilClosed));

    const { status, body } = await callGateway(running, { leaf: next });
    expect([status, body?.['pubkey']]).toEqual([200, pemOf(keys)]);
    await closed;
    expect(await codeOf(leaf)).toBe('device_key_mismatch');
    expect((await announce(next, pemOf(keys))).status).toBe(200);
    expect(await statesOf(leaf.uuid)).toEqual(['retired', 'live']);
  },
);

test('a key that was announced first is certified, and comes in', async () => {
  const leaf = await enrolled();
  const keys = createKeyPair();
  expect((await announce(leaf, pemOf(keys))).status).toBe(200);
  expect(await statesOf(leaf.uuid)).toEqual(['live', 'next']);
  const next = renewedBy(leaf, await post(leaf, requestOf(leaf, keys)), keys);
  expect(await codeOf(next)).toBe(200);
});

test('an expired certificate is good for its renewal, within the grace, and for nothing else', async () => {
  const good = await enrolled();
  const expire = (agoMs: number): TestLeaf => {
    const notAfter = new Date(running.clock.now().getTime() - agoMs);
    return running.pki.issueDevice({ uuid: good.uuid, keys: good.keys, notAfter });
  };
  const leaf = expire(hour);
  const keys = createKeyPair();
  expect(await codeOf(leaf)).toBe('certificate_expired');
  expect((await announce(leaf, pemOf(keys))).body).toMatchObject({ code: 'certificate_expired' });
  const next = renewedBy(leaf, await post(leaf, requestOf(leaf, keys)), keys);
  expect(await codeOf(next)).toBe(200);
  const late = expire(23 * hour + 2 * hour);
  expect((await post(late, requestOf(late, keys))).body).toMatchObject({
    code: 'certificate_expired',
  });
});

test('the CAs are there for everybody, and nothing else of EST is', async () => {
  const answer = await callGateway(running, { path: '/.well-known/est/cacerts' });
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toMatch(/^application\/pkcs7-mime/);
  const subjects = certificatesIn(answer.text).map(({ subject }) => subject);
  expect(subjects).toEqual([running.pki.deviceCa.x509.subject]);
  const stranger = await post(undefined, requestOf(running.pki.issueDevice(), createKeyPair()));
  expect([stranger.status, stranger.body?.['code']]).toEqual([403, 'certificate_required']);
});

test.each<[string, (leaf: TestLeaf) => string, number, string]>([
  ['no base64', () => 'a b c!', 400, 'signing_request_malformed'],
  ['nothing', () => '', 400, 'signing_request_malformed'],
  [
    'no request',
    () => Buffer.from('300100', 'hex').toString('base64'),
    400,
    'signing_request_malformed',
  ],
  ['too much', () => 'A'.repeat(20_000), 413, 'body_too_large'],
  [
    'the subject of another device',
    () => requestOf(running.pki.issueDevice(), createKeyPair()),
    400,
    'signing_request_subject_mismatch',
  ],
  [
    'a weak key',
    (leaf) => requestOf(leaf, createKeyPair('RSA-1024')),
    400,
    'signing_request_key_forbidden',
  ],
  [
    'the key of somebody else',
    ({ subject }) => {
      const [keys, other] = [createKeyPair(), createKeyPair()];
      const request = createSigningRequest({ subject, keys, signedBy: other.privateKey });
      return request.toString('base64');
    },
    400,
    'signing_request_unsigned',
  ],
])('a body with %s is refused', async (_what, bodyOf, status, code) => {
  const leaf = await enrolled();
  const answer = await post(leaf, bodyOf(leaf));
  expect([answer.status, answer.body?.['code']]).toEqual([status, code]);
  expect(await statesOf(leaf.uuid)).toEqual(['live']);
});

test('the key of another device is refused by both ways', async () => {
  const [leaf, other] = [await enrolled(), await enrolled()];
  const renewal = await post(leaf, requestOf(leaf, other.keys));
  const announcement = await announce(leaf, pemOf(other.keys));
  for (const { status, body } of [renewal, announcement])
    expect([status, body?.['code']]).toEqual([409, 'next_key_taken']);
});

test.each<[string, (leaf: TestLeaf) => string]>([
  ['no key', () => 'nothing'],
  ['a private key', ({ keyPem }) => keyPem],
  ['a weak key', () => pemOf(createKeyPair('RSA-1024'))],
  ['two keys', ({ keys }) => pemOf(keys) + pemOf(createKeyPair())],
])('an announcement of %s is refused', async (_what, pemFor) => {
  const leaf = await enrolled();
  const answer = await announce(leaf, pemFor(leaf));
  expect([answer.status, answer.body?.['code']]).toEqual([400, 'next_key_malformed']);
});

test('a gateway whose signer does not answer says when to come again', async () => {
  for (const changes of [{}, { signerSocket: `${signer.socketPath}.none` }]) {
    const { port, close } = await running.startAnother({ signerSocket: undefined, ...changes });
    const leaf = await enrolled();
    const answer = await callGateway(
      { ...running, port },
      { leaf, path, method: 'POST', body: requestOf(leaf, createKeyPair()) },
    );
    expect([answer.status, answer.body?.['code']]).toEqual([503, 'signer_unavailable']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await close();
  }
});
