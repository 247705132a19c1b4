/** Services that something else than `moorgate up` started, asked for what needs both of them and what they share. */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { tarArchive } from '@moorgate/testing';
import type { AdminClient } from './admin.ts';
import { sendAsDevice } from './artifact-client.ts';
import { askGateway, type DeviceFiles } from './device.ts';
import { callGateway, firstCertificate } from './est-client.ts';
import { registeringDevice } from './registering.ts';
import { secureAdminClient } from './secure-admin.ts';
import { targetQuery, upload } from './update-client.ts';

/** Where they are, and who asks. */
export interface DeployedServices {
  readonly adminUrl: string;
  readonly gatewayUrl: string;
  /** The root of both, in PEM. */
  readonly ca: string;
  /** Of an operator who may do everything with devices and updates. */
  readonly token: string;
  readonly factory: string;
}

/** A device that the gateway lets in. */
export interface DeployedDevice {
  readonly uuid: string;
  readonly files: DeviceFiles;
}

/** The scopes of that token. */
export const deployedScopes = [
  'devices:read',
  'devices:read-update',
  'devices:create',
  'devices:delete',
  'updates:read',
  'updates:read-update',
] as const;

/** What a device sends as JSON. */
interface DeviceSending {
  readonly method: 'POST' | 'PUT';
  readonly path: string;
  readonly body: unknown;
}

const adminOf = ({ adminUrl, token, ca }: DeployedServices): AdminClient =>
  secureAdminClient(adminUrl, token, ca);

const expectStatus = (what: string, status: number | null, expected: number): void => {
  if (status !== expected) throw new Error(`${what} was answered ${String(status)}`);
};

const patienceMs = 30_000;

/**
 * An operator uploads a file and rolls it out to a device, which downloads it: what it got, as soon as it was given the
 * update. Throws when the upload or the rollout is refused, or nothing is offered in time.
 */
export const deliverFile = async (
  to: DeployedServices,
  device: DeployedDevice,
  content: string,
): Promise<string> => {
  const asAgent = { 'x-ats-tags': 'main' };
  await askGateway(to.gatewayUrl, device.files, '/device', asAgent);
  const path = `/v1/updates/main/1?${targetQuery}`;
  const pieces = [tarArchive([{ name: 'ostree_repo/config', content }])];
  const uploaded = await upload(to.adminUrl, { path, token: to.token, pieces, ca: to.ca });
  expectStatus('the upload', uploaded.status, 201);
  const rollout = { uuids: [device.uuid] };
  const asked = await adminOf(to).call('PUT', '/v1/updates/main/1/rollouts/all', rollout);
  expectStatus('the rollout', asked.status, 202);
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const answer = await askGateway(to.gatewayUrl, device.files, '/ostree/config', asAgent);
    if (answer.status === 200) return answer.body;
    if (performance.now() > endMs) expectStatus('the download', answer.status, 200);
    await delay(100);
  }
};

/** A device sends the report of a test; what an operator then reads of it. Throws when the gateway does not take it. */
export const reportTest = async (
  to: DeployedServices,
  { uuid, files }: DeployedDevice,
  report: unknown,
): Promise<unknown> => {
  const send = async (what: DeviceSending): Promise<void> => {
    const pieces = [Buffer.from(JSON.stringify(what.body))];
    const mediaType = 'application/json';
    const { status } = await sendAsDevice(to.gatewayUrl, files, { ...what, mediaType, pieces });
    if (status !== 200 && status !== 201) expectStatus(what.path, status, 200);
  };
  const id = randomUUID();
  await send({ method: 'POST', path: '/tests', body: { name: 'deployed', 'test-id': id } });
  await send({ method: 'PUT', path: `/tests/${id}/report.json`, body: report });
  const path = `/v1/devices/${uuid}/tests/${id}/report.json`;
  return (await adminOf(to).call('GET', path)).body;
};

/**
 * An operator makes an enrolment token, for which a device without a certificate gets one over EST; what the gateway then
 * says of it. Throws when one of the two is refused.
 */
export const enrolWithToken = async (to: DeployedServices): Promise<number> => {
  const made = await adminOf(to).call('POST', '/v1/enrolment-tokens', { name: 'line' });
  expectStatus('the enrolment token', made.status, 201);
  const { token } = made.body as { token: string };
  const device = registeringDevice({ factory: to.factory });
  const issued = await callGateway(
    to.gatewayUrl,
    { ca: to.ca },
    {
      method: 'POST',
      path: '/.well-known/est/simpleenroll',
      mediaType: 'application/pkcs10',
      headers: { authorization: `Bearer ${token}` },
      body: String(device.body['csr']).replaceAll(/-----[^-]+-----|\s/g, ''),
    },
  );
  expectStatus('the enrolment', issued.status, 200);
  const files = { ca: to.ca, cert: firstCertificate(issued.body), key: device.keyPem };
  return (await askGateway(to.gatewayUrl, files, '/device')).status;
};
