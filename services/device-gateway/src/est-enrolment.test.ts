/** Enrolment over EST: what the gateway refuses before the signer is asked, and what it leaves to the signer. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createUser,
  deactivateUser,
  drawToken,
  formatToken,
  hashSecret,
  loadEnrolmentKeys,
  reactivateUser,
  scopeSet,
  type TokenKeys,
  type UserPrincipal,
} from '@moorgate/auth';
import { findAccountByName } from '@moorgate/db';
import {
  createEnrolmentToken,
  type EnrolmentTokenRequest,
  type IssuedEnrolmentToken,
  revokeEnrolmentToken,
} from '@moorgate/devices';
import { createKeyPair, createSigningRequest } from '@moorgate/testing';
import { callGateway } from './test-support/device-client.ts';
import { createTestSigner, type TestSigner } from './test-support/start-signer.ts';
import { startTestGateway, type TestGateway } from './test-support/start-test-gateway.ts';

const hour = 3_600_000;

let folder: string;
let signer: TestSigner;
let running: TestGateway;
let keys: TokenKeys;
let principal: UserPrincipal;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-est-keys-'));
  keys = await loadEnrolmentKeys(folder);
  signer = await createTestSigner();
  running = await startTestGateway({ signerSocket: signer.socketPath, keysFolder: folder });
  await signer.start(running, { enrolmentKeys: keys });
  const scopes = scopeSet(['devices:create']);
  await createUser(running.ctx, {
    username: 'kim',
    password: 'correct horse battery',
    scopes: ['devices:create'],
  });
  const { id: userId } = (await findAccountByName(running.db, 'kim'))!;
  const grants = [{ scopes, groups: null }];
  const credential = { kind: 'session', tokenId: '' } as const;
  principal = { kind: 'user', userId, username: 'kim', scopes, grants, credential };
});
afterAll(async () => {
  await running.close();
  await signer.close();
  await rm(folder, { recursive: true });
});

const makeToken = (request: Partial<EnrolmentTokenRequest> = {}): Promise<IssuedEnrolmentToken> => {
  const { ctx, clock } = running;
  const services = { keys, factory: running.pki.factory };
  return createEnrolmentToken({ ...ctx, clock, principal }, services, { name: 'line', ...request });
};

/** What the gateway answers, and how often it asked the signer for it. */
const enrol = async (
  token: string,
  { port = running.port, body }: { port?: number; body?: string } = {},
): Promise<{ status: number; code: unknown; asked: number }> => {
  const before = signer.countQuestions();
  const leaf = running.pki.issueDevice({ uuid: randomUUID() });
  const request = createSigningRequest({ subject: leaf.subject, keys: createKeyPair() });
  const answer = await callGateway(
    { ...running, port },
    {
      path: '/.well-known/est/simpleenroll',
      method: 'POST',
      headers: {
        'Content-Type': 'application/pkcs10',
        Authorization: `Basic ${Buffer.from(`est:${token}`).toString('base64')}`,
      },
      body: body ?? request.toString('base64'),
    },
  );
  const { status, body: content } = answer;
  return { status, code: content?.['code'], asked: signer.countQuestions() - before };
};
const refusedAtOnce = { status: 401, code: 'credentials_invalid', asked: 0 };

test('a device gets its certificate for a good token, from the signer', async () => {
  const { token } = await makeToken();
  expect(await enrol(token)).toEqual({ status: 200, code: undefined, asked: 1 });
});

test.each<[string, () => Promise<string> | string]>([
  ['no token', () => 'nothing'],
  ['the token of an operator', () => formatToken(drawToken('pat'))],
  ['one that nobody made', () => formatToken(drawToken('enr'))],
  ['one with a character changed', async () => (await makeToken()).token.replace(/.$/, '-')],
  [
    'one with another secret',
    async () => formatToken({ ...drawToken('enr'), id: (await makeToken()).id }),
  ],
  [
    'one that was revoked',
    async () => {
      const made = await makeToken();
      await revokeEnrolmentToken(running.ctx, made);
      return made.token;
    },
  ],
  [
    'one that has expired',
    async () => {
      const now = running.clock.now().getTime();
      const { token } = await makeToken({ expiresAt: new Date(now + hour) });
      running.clock.set(new Date(now + hour).toISOString());
      return token;
    },
  ],
  [
    'one that is used up',
    async () => {
      const { token } = await makeToken();
      expect(await enrol(token)).toMatchObject({ status: 200 });
      return token;
    },
  ],
])('%s is refused without the signer', async (_what, tokenOf) => {
  expect(await enrol(await tokenOf())).toEqual(refusedAtOnce);
});

test('a token is refused without the signer while its owner may not register devices', async () => {
  const { token } = await makeToken();
  await deactivateUser(running.ctx, 'kim');
  expect(await enrol(token)).toEqual(refusedAtOnce);
  await reactivateUser(running.ctx, 'kim');
  expect(await enrol(token)).toMatchObject({ status: 200, asked: 1 });
});

test('a good token from a wrong address is refused without the signer, and only its holder is told why', async () => {
  const { token, id } = await makeToken({ cidrs: ['192.0.2.0/24'] });
  const elsewhere = { status: 403, code: 'token_address_forbidden', asked: 0 };
  expect(await enrol(token)).toEqual(elsewhere);
  expect(await enrol(formatToken({ ...drawToken('enr'), id }))).toEqual(refusedAtOnce);
});

test('a stranger is refused before the request is read', async () => {
  expect(await enrol('nothing', { body: 'no request' })).toEqual(refusedAtOnce);
  const { token } = await makeToken();
  expect(await enrol(token, { body: 'no request' })).toEqual({
    status: 400,
    code: 'signing_request_malformed',
    asked: 0,
  });
});

test('a gateway without the key of a secret leaves the secret to the signer, and nothing that it can tell', async () => {
  const newer: TokenKeys = {
    currentVersion: 2,
    peppers: new Map([[2, Buffer.alloc(32, 7)]]),
  };
  const good = await makeToken();
  const drawn = drawToken('enr');
  const { hash, keyVersion } = hashSecret(newer, drawn.secret);
  await running.db
    .updateTable('enrolment_tokens')
    .set({ secret_hash: hash, key_version: keyVersion })
    .where('id', '=', good.id)
    .execute();
  const unknownKey = formatToken({ ...drawn, id: good.id });
  expect(await enrol(unknownKey)).toEqual({ status: 401, code: 'credentials_invalid', asked: 1 });

  const { port, close } = await running.startAnother({ keysFolder: undefined });
  const { token, ...made } = await makeToken();
  expect(await enrol(formatToken({ ...drawToken('enr'), id: made.id }), { port })).toEqual({
    ...refusedAtOnce,
    asked: 1,
  });
  expect(await enrol(formatToken(drawToken('enr')), { port })).toEqual(refusedAtOnce);
  expect(await enrol(token, { port })).toMatchObject({ status: 200, asked: 1 });
  await revokeEnrolmentToken(running.ctx, made);
  expect(await enrol(token, { port })).toEqual(refusedAtOnce);
  await close();
});
