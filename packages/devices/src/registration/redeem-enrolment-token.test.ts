import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createUser,
  drawTokenKeys,
  openDeviceCaSigner,
  scopeSet,
  subjectOfCertificate,
  type UserPrincipal,
} from '@moorgate/auth';
import { findAccountByName } from '@moorgate/db';
import { createKeyPair, createSigningRequest } from '@moorgate/testing';
import { createTrustStore } from '../admission/trust-store.ts';
import {
  createEnrolmentToken,
  type EnrolmentTokenRequest,
} from '../enrolment-tokens/create-enrolment-token.ts';
import { getDevice } from '../inventory/get-device.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { redeemEnrolmentToken, type RedemptionServices } from './redeem-enrolment-token.ts';

let store: TestStore;
let folder: string;
let services: RedemptionServices;
let principal: UserPrincipal;
const enrolmentKeys = drawTokenKeys();
beforeAll(async () => {
  store = await startStore();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-redeem-'));
  const [key, certificateFile] = [join(folder, 'ca.key'), join(folder, 'ca.crt')];
  await writeFile(key, store.pki.deviceCa.keyPem);
  await writeFile(certificateFile, store.pki.deviceCa.certPem);
  const ca = await openDeviceCaSigner({ key, certificateFile });
  const trust = createTrustStore(store.ctx);
  const signing = { ca, trust, days: 10, takeTurn: () => undefined };
  services = { signing, factory: 'acme', enrolmentKeys };
  const scopes = scopeSet(['devices:create']);
  await createUser(store.ctx, {
    username: 'kim',
    password: 'correct horse battery',
    scopes: ['devices:create'],
  });
  const { id: userId } = (await findAccountByName(store.db, 'kim'))!;
  const grants = [{ scopes, groups: null }];
  const credential = { kind: 'session', tokenId: '' } as const;
  principal = { kind: 'user', userId, username: 'kim', scopes, grants, credential };
});
afterAll(async () => {
  await services.signing.ca.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const makeToken = async (request: Partial<EnrolmentTokenRequest> = {}): Promise<string> => {
  const made = await createEnrolmentToken(
    { ...store.ctx, principal },
    { keys: enrolmentKeys, factory: 'acme' },
    { name: 'line', ...request },
  );
  return made.token;
};
const requestOf = (uuid: string): Buffer =>
  createSigningRequest({
    subject: subjectOfCertificate(store.pki.issueDevice({ uuid }).der),
    keys: createKeyPair(),
  });
const redeem = (token: string, signingRequest = requestOf(randomUUID())) =>
  redeemEnrolmentToken(store.ctx, services, { token, signingRequest });

test('a device comes into the group of the token, under the common name of its request', async () => {
  const uuid = randomUUID();
  const issued = await redeem(await makeToken({ group: 'east' }), requestOf(uuid));
  expect(new X509Certificate(issued.pem).subject).toContain(`CN=${uuid}`);
  expect(await getDevice(store.ctx, uuid)).toMatchObject({ labels: { group: 'east' } });
  expect(await store.listActions('device', uuid)).toEqual(['device.registered']);
});

test('of many at once as many win as the token has uses', async () => {
  const token = await makeToken({ maxUses: 2 });
  const outcomes = await Promise.allSettled(Array.from({ length: 6 }, () => redeem(token)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  for (const outcome of outcomes)
    if (outcome.status === 'rejected')
      expect(outcome.reason).toMatchObject({ code: 'credentials_invalid' });
});

test('a wrong secret, another kind of token and a text that is none are refused alike', async () => {
  const [good, other] = [await makeToken(), await makeToken()];
  const mixed = good.slice(0, 22) + other.slice(22);
  for (const text of [mixed, good.replace('_enr_', '_pat_'), 'tok', ''])
    await expect(redeem(text)).rejects.toMatchObject({ code: 'credentials_invalid' });
});

test('a request whose common name is no UUID uses nothing up', async () => {
  const token = await makeToken();
  const subject = subjectOfCertificate(store.pki.issueDevice({ uuid: '../certs' }).der);
  const signingRequest = createSigningRequest({ subject, keys: createKeyPair() });
  await expect(redeem(token, signingRequest)).rejects.toMatchObject({
    code: 'signing_request_name_mismatch',
  });
  await redeem(token);
});
