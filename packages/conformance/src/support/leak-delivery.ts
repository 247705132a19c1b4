/** Everything secret that deliveries and registrations issue: asked for, used, and used as it should not be. */
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { tarArchive } from '@moorgate/testing';
import type { DeviceFiles } from './device.ts';
import { callGateway, type DeviceCall } from './est-client.ts';
import type { RecordedAnswer, RecordedCall } from './leak-http.ts';
import type { SecretCollection } from './leak-secrets.ts';
import type { Product } from './product.ts';
import { registeringDevice } from './registering.ts';
import { targetQuery, upload } from './update-client.ts';

/** What it is driven with. */
export interface DeliveryDrive {
  readonly product: Product;
  readonly secrets: SecretCollection;
  /** A person who may do everything. */
  readonly session: Readonly<Record<string, string>>;
  /** Sends a request to the admin API. Throws when it is answered otherwise. */
  readonly expectStatus: (status: number, call: RecordedCall) => Promise<RecordedAnswer>;
  readonly createDevice: (uuid: string) => Promise<DeviceFiles>;
}

const app = Buffer.from('{"services":{}}');
const digest = createHash('sha256').update(app).digest('hex');
const blobPath = `/registry/v2/app/blobs/sha256:${digest}`;
const macBytes = 32;

const askAsDevice = async (
  { product }: DeliveryDrive,
  device: Partial<DeviceFiles>,
  { status, ...call }: DeviceCall & { readonly status: number },
): Promise<string> => {
  const answer = await callGateway(product.ready.gatewayUrl, device, call);
  if (answer.status !== status)
    throw new Error(`${call.method} ${call.path} was answered ${answer.status}: ${answer.body}`);
  return answer.body;
};

const uploadUpdate = async ({ product, expectStatus, session }: DeliveryDrive): Promise<void> => {
  const body = { name: 'uploader', scopes: ['updates:read-update'] };
  const issued = await expectStatus(201, {
    ...{ method: 'POST', path: '/v1/tokens', headers: session, body },
  });
  const { token } = issued.body as { token: string };
  const path = `/v1/updates/main/1?${targetQuery}`;
  const entries = [
    { name: 'ostree_repo/config', content: '[core]' },
    { name: `apps/blobs/sha256/${digest}`, content: app },
  ];
  const pieces = [tarArchive(entries)];
  const { status } = await upload(product.ready.adminUrl, { path, token, pieces });
  if (status !== 201) throw new Error(`the upload was answered ${String(status)}`);
};

/** Rolls the update out to the device, and waits until it is given it. */
const giveUpdate = async (
  drive: DeliveryDrive,
  uuid: string,
  files: DeviceFiles,
): Promise<void> => {
  const { expectStatus, session, product } = drive;
  const headers = { 'x-ats-tags': 'main' };
  const file = { method: 'GET', path: '/ostree/config', headers };
  await askAsDevice(drive, files, { ...file, path: '/device', status: 200 });
  const path = '/v1/updates/main/1/rollouts/all';
  await expectStatus(202, { method: 'PUT', path, headers: session, body: { uuids: [uuid] } });
  while ((await callGateway(product.ready.gatewayUrl, files, file)).status !== 200) await delay(50);
};

/** A device gets a token for the registry, which it uses, and somebody else misuses. */
const useRegistry = async (drive: DeliveryDrive, files: DeviceFiles): Promise<string> => {
  const issue = { method: 'POST', path: '/app-proxy-url', status: 201 };
  const token = new URL(await askAsDevice(drive, files, issue)).searchParams.get('token')!;
  drive.secrets.add('registry token', token);
  const proof = Buffer.from(token, 'base64url').subarray(-macBytes);
  drive.secrets.add('proof in a registry token', proof);
  const { ca } = files;
  const get = { method: 'GET', path: `${blobPath}?token=${token}` };
  await askAsDevice(drive, { ca }, { ...get, status: 200 });
  const misuses: readonly DeviceCall[] = [
    { ...get, method: 'DELETE' },
    { ...get, path: `${get.path}&token=${token}` },
    { ...get, path: `${get.path}x` },
    { ...get, path: blobPath, headers: { authorization: `Bearer ${token}` } },
    { ...get, path: `/registry/v2/${token}/blobs/sha256:0?token=` },
    { ...get, path: `/device?token=${token}` },
    { ...get, path: `/${token}` },
  ];
  for (const misuse of misuses) {
    const { status } = await callGateway(drive.product.ready.gatewayUrl, { ca }, misuse);
    if (status < 400) throw new Error(`${misuse.path} was answered ${status}`);
  }
  await askAsDevice(drive, files, { method: 'POST', path: '/ostree/download-urls', status: 204 });
  await askAsDevice(drive, files, { method: 'GET', path: '/hub-creds/', status: 404 });
  return token;
};

/** Devices register with enrolment tokens at both services, and others try to. */
const enrolDevices = async (drive: DeliveryDrive, ca: string): Promise<void> => {
  const { expectStatus, session, secrets } = drive;
  const make = async (): Promise<string> => {
    const request = { method: 'POST', path: '/v1/enrolment-tokens', body: { name: 'line' } };
    const made = await expectStatus(201, { ...request, headers: session });
    const { token } = made.body as { token: string };
    secrets.add('enrolment token', token);
    return token;
  };
  const draw = (): ReturnType<typeof registeringDevice> => {
    const device = registeringDevice();
    secrets.addPrivateKey('key of a registering device', device.keyPem);
    return device;
  };
  const first = await make();
  const register = { method: 'POST', path: '/ota/devices/', headers: { 'osf-token': first } };
  await expectStatus(201, { ...register, body: draw().body });
  await expectStatus(401, { ...register, body: draw().body });

  const second = await make();
  const enrol = (password: string): DeviceCall => ({
    method: 'POST',
    path: `/.well-known/est/simpleenroll?token=${second}`,
    mediaType: 'application/pkcs10',
    headers: { authorization: `Basic ${Buffer.from(`device:${password}`).toString('base64')}` },
    body: String(draw().body['csr']).replaceAll(/-----[^-]+-----|\s/g, ''),
  });
  await askAsDevice(drive, { ca }, { ...enrol(`${second}x`), status: 401 });
  await askAsDevice(drive, { ca }, { ...enrol(second), status: 200 });
  await askAsDevice(drive, { ca }, { ...enrol(second), status: 401 });
};

/**
 * An update is uploaded, and a device that is given it gets what it needs for the registry; devices register; the first of
 * them is denied in the end. Throws when anything is answered otherwise than it should be.
 */
export const driveDelivery = async (drive: DeliveryDrive): Promise<void> => {
  const uuid = randomUUID();
  const files = await drive.createDevice(uuid);
  await uploadUpdate(drive);
  await giveUpdate(drive, uuid, files);
  const token = await useRegistry(drive, files);
  await enrolDevices(drive, files.ca);
  const { expectStatus, session } = drive;
  await expectStatus(204, { method: 'DELETE', path: `/v1/devices/${uuid}`, headers: session });
  const late = { method: 'GET', path: `${blobPath}?token=${token}`, status: 401 };
  await askAsDevice(drive, { ca: files.ca }, late);
};
