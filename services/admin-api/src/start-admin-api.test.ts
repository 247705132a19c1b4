import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect as connectTls } from 'node:tls';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, createTestPki, type TestDatabase } from '@moorgate/testing';
import { blobSettings, dialectSettings, passwordSettings, readConfig } from '@moorgate/config';
import type { AdminApiConfig } from './config.ts';
import { signerSettings } from './signer/signer-settings.ts';
import { startAdminApi } from './start-admin-api.ts';
import { beaconSettings } from './beacon-settings.ts';
import { buildSettings } from './factory/build-settings.ts';
import { mtlsSettings } from './mtls-settings.ts';
import { updateSettings } from './update-settings.ts';

let database: TestDatabase;
let folder: string;
let config: AdminApiConfig;

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-admin-'));
  config = {
    databaseUrl: database.urlFor('moorgate_admin'),
    address: '127.0.0.1:0',
    metricsAddress: undefined,
    keysDirectory: folder,
    deviceCasFile: undefined,
    factory: undefined,
    enrolmentPolicy: 'open',
    tlsKeyFile: undefined,
    tlsCertificateFile: undefined,
    watchedCertificateFiles: [],
    insecureHttp: false,
    publicUrl: undefined,
    identityProvidersFile: undefined,
    gitFolder: undefined,
    gitProgram: undefined,
    registryUrl: undefined,
    registryTokenSeconds: 300,
    gitPushBytesMax: 1_048_576,
    gitRepositoryBytesMax: 1_048_576,
    gitExchangesMax: 1,
    followTags: true,
    trustedProxies: [],
    ...readConfig(passwordSettings, {}),
    ...readConfig(dialectSettings, {}),
    auditCheckpointFile: undefined,
    auditRetentionDays: 0,
    tokenReusePolicy: 'revoke',
    requireSecondFactor: false,
    sessionRestMinutes: 720,
    requestsPerSecond: 500,
    ...readConfig(signerSettings, {}),
    ...readConfig(blobSettings, {}),
    ...readConfig(updateSettings, {}),
    ...readConfig(beaconSettings, {}),
    ...readConfig(buildSettings, {}),
    ...readConfig(mtlsSettings, {}),
    gatewayUrl: 'https://localhost:8443',
    rootCertificateFile: undefined,
    gatewayKeysDirectory: undefined,
    logLevel: 'silent',
  };
});

afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly retryAfter: string | undefined;
}

const get = (url: string, headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const secure = url.startsWith('https:');
    const options = { headers, agent: false, rejectUnauthorized: false } as const;
    (secure ? httpsRequest : httpRequest)(url, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.once('end', () =>
        resolve({
          status: answer.statusCode!,
          body: JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>,
          retryAfter: answer.headers['retry-after'],
        }),
      );
    })
      .once('error', reject)
      .end();
  });

/** The SHA-256 of the certificate that a server shows. */
const shownCertificate = (url: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname: host, port } = new URL(url);
    const socket = connectTls({ host, port: Number(port), rejectUnauthorized: false }, () => {
      resolve(socket.getPeerX509Certificate()!.fingerprint256);
      socket.destroy();
    }).once('error', reject);
  });

test('says that it lives and, while the database answers, that it is ready', async () => {
  const api = await startAdminApi(config);
  expect(api.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await get(`${api.url}/healthz`)).toMatchObject({ status: 200, body: { status: 'ok' } });
  expect(await get(`${api.url}/readyz`)).toMatchObject({ status: 200, body: { status: 'ready' } });
  expect(await get(`${api.url}/`)).toMatchObject({
    status: 404,
    body: { code: 'route_not_found' },
  });
  await api.close();
  await expect(get(`${api.url}/healthz`)).rejects.toThrow('ECONNREFUSED');
});

test('starts without a database, and asks to come back until there is one', async () => {
  const api = await startAdminApi({ ...config, databaseUrl: 'postgres://x@127.0.0.1:1/x' });
  expect((await get(`${api.url}/healthz`)).status).toBe(200);
  const token = `mgt_pat_0000000000000_${'0'.repeat(43)}_2FNiE3`;
  for (const path of ['/readyz', '/v1/self']) {
    const answer = await get(api.url + path, { 'OSF-TOKEN': token });
    expect(answer).toMatchObject({ status: 503, body: { code: 'service_unavailable' } });
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
  }
  await api.close();
});

test.each(['0.0.0.0:0', ':0', '[::]:0'])(
  'does not listen in clear on %s unless told to',
  async (address) => {
    await expect(startAdminApi({ ...config, address })).rejects.toThrow('does not listen in clear');
    const api = await startAdminApi({ ...config, address, insecureHttp: true });
    expect((await get(`${api.url}/healthz`)).status).toBe(200);
    await api.close();
  },
);

test('refuses half a pair of TLS files and a port that is none', async () => {
  await expect(startAdminApi({ ...config, tlsKeyFile: 'x' })).rejects.toThrow('together');
  await expect(startAdminApi({ ...config, address: '127.0.0.1:70000' })).rejects.toThrow('65535');
});

test('names each trusted proxy that is no network', async () => {
  const trustedProxies = ['10.0.0.0/8', '10.0.0.0/33', '300.1.1.1'];
  const problem = '10.0.0.0/33 is no network: an address, or a network as in 10.0.0.0/8, is needed';
  await expect(startAdminApi({ ...config, trustedProxies })).rejects.toThrow(
    `${problem}\n300.1.1.1 is no network`,
  );
});

test('starts while a login provider is away, and wants to know where browsers come back to', async () => {
  const identityProvidersFile = join(folder, 'providers.json');
  const away = { id: 'away', kind: 'oidc', issuer: 'https://127.0.0.1:1', 'client-id': 'x' };
  await writeFile(identityProvidersFile, JSON.stringify({ providers: [away] }));
  const withProviders = { ...config, identityProvidersFile };
  await expect(startAdminApi(withProviders)).rejects.toThrow('needs MOORGATE_ADMIN_URL');
  const api = await startAdminApi({ ...withProviders, publicUrl: 'https://moorgate.test' });
  const page = await fetch(`${api.url}/auth/login/away`);
  expect([page.status, await page.text()]).toEqual([
    503,
    expect.stringContaining('identity_provider_unavailable'),
  ]);
  await api.close();
  await writeFile(identityProvidersFile, '{"providers":[{}]}');
  await expect(startAdminApi({ ...withProviders, publicUrl: 'https://x' })).rejects.toThrow(
    '/providers/0 must have required property',
  );
});

test('refuses a taken address and leaves nothing behind', async () => {
  const first = await startAdminApi(config);
  const address = new URL(first.url).host;
  await expect(startAdminApi({ ...config, address })).rejects.toThrow('EADDRINUSE');
  await first.close();
});

test('speaks HTTPS, takes another certificate without a restart, and keeps the present one when the next is broken', async () => {
  const tlsKeyFile = join(folder, 'tls.key');
  const tlsCertificateFile = join(folder, 'tls.pem');
  const install = async (server: { keyPem: string; certPem: string }): Promise<void> => {
    await writeFile(tlsKeyFile, server.keyPem);
    await writeFile(tlsCertificateFile, server.certPem);
  };
  const [before, after] = [createTestPki().server, createTestPki().server];
  await install(before);
  const api = await startAdminApi({ ...config, tlsKeyFile, tlsCertificateFile });
  expect(api.url).toMatch(/^https:/);
  expect((await get(`${api.url}/healthz`)).status).toBe(200);
  expect(await shownCertificate(api.url)).toBe(before.x509.fingerprint256);

  await install(after);
  while ((await shownCertificate(api.url)) !== after.x509.fingerprint256)
    await get(`${api.url}/healthz`);

  await writeFile(tlsCertificateFile, 'broken');
  expect((await get(`${api.url}/healthz`)).status).toBe(200);
  expect(await shownCertificate(api.url)).toBe(after.x509.fingerprint256);
  await api.close();
});
