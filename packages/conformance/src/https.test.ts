/** HTTPS at the operators' door, and certificates that are renewed while everything runs. */
import { randomUUID, type X509Certificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createTestPki } from '@moorgate/testing';
import { readDeviceFiles } from './support/device.ts';
import {
  makeFolder,
  type Product,
  type ProductOptions,
  removeFolder,
  runCommand,
  startProduct,
} from './support/product.ts';

const hourMs = 3_600_000;
let folder: string;
let product: Product | undefined;
beforeEach(async () => {
  folder = await makeFolder();
});
afterEach(async () => {
  await product?.stop();
  product = undefined;
  await removeFolder(folder);
}, 60_000);

const start = async (options: ProductOptions = {}): Promise<Product> =>
  (product = await startProduct(join(folder, 'data'), { workers: 1, ...options }));

const inCerts = (name: string): string => join(folder, 'data', 'certs', name);

interface Answer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  /** The end of the connection on this side. */
  readonly port: number | undefined;
}

const ask = async (
  url: string,
  agent: Agent | false = false,
  path = '/healthz',
): Promise<Answer> => {
  const ca = await readFile(inCerts('root.crt'), 'utf8');
  return new Promise((resolve, reject) => {
    request(new URL(path, url), { ca, agent }, (answer) => {
      const port = answer.socket.localPort;
      answer
        .resume()
        .once('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, port }));
    })
      .once('error', reject)
      .end();
  });
};

const shownBy = (url: string): Promise<X509Certificate> =>
  new Promise((resolve, reject) => {
    const { port } = new URL(url);
    const options = { host: '127.0.0.1', port: Number(port), rejectUnauthorized: false };
    const socket = connect(options, () => {
      resolve(socket.getPeerX509Certificate()!);
      socket.destroy();
    }).once('error', reject);
  });

test.each([
  ['on loopback, where it is asked for', ['--admin-https']],
  ['beyond loopback, by itself', ['--admin-addr', '0.0.0.0:0', '--dns-name', 'api.example']],
])(
  'the admin API speaks HTTPS %s, with a certificate of its own from our root',
  async (_where, args) => {
    const { adminUrl, gatewayUrl } = (await start({ args })).ready;
    expect(adminUrl).toMatch(/^https:\/\//);
    const answer = await ask(adminUrl);
    expect(answer.status).toBe(200);
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=31536000/);
    await expect(fetch(adminUrl.replace('https:', 'http:'))).rejects.toThrow();
    const certificate = await shownBy(adminUrl);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    if (args.includes('api.example')) expect(certificate.checkHost('api.example')).toBeDefined();
    expect(certificate.fingerprint256).not.toBe((await shownBy(gatewayUrl)).fingerprint256);
  },
  90_000,
);

test('in clear beyond loopback only on the word of the operator, who cannot want both', async () => {
  const args = ['--admin-addr', '0.0.0.0:0', '--insecure-http'];
  expect((await start({ args })).ready.adminUrl).toMatch(/^http:\/\//);
  const both = await runCommand(['up', '--admin-https', '--insecure-http']);
  expect(both.code).toBe(2);
  expect(both.stderr).toContain('cannot be used with');
}, 90_000);

/** A folder of certificates as an installation has it whose own root issued this one for the gateway. */
const dropIn = async (
  pki: ReturnType<typeof createTestPki>,
  server: { readonly certPem: string; readonly keyPem: string },
): Promise<void> => {
  await mkdir(inCerts('.'), { recursive: true });
  const files = {
    'root.key': pki.root.keyPem,
    'root.crt': pki.root.certPem,
    'device-ca.key': pki.deviceCa.keyPem,
    'device-ca.crt': pki.deviceCa.certPem,
    'cas.pem': pki.deviceCa.certPem,
    'tls.key': server.keyPem,
    'tls.pem': server.certPem,
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(inCerts(name), text, { mode: 0o600 });
};

test('a certificate that ends soon is replaced while devices are connected, who notice nothing', async () => {
  const pki = createTestPki({ factory: 'acme' });
  const ending = (hours: number) => ({
    notBefore: new Date(Date.now() - 23 * hourMs),
    notAfter: new Date(Date.now() + hours * hourMs),
  });
  const first = pki.issueServer(ending(1));
  await dropIn(pki, first);
  const { ready } = await start();
  const renewed = await shownBy(ready.gatewayUrl);
  expect(renewed.serialNumber).not.toBe(first.x509.serialNumber);
  expect(renewed.validToDate.getTime()).toBeGreaterThan(Date.now() + 20 * hourMs);

  const out = join(folder, 'device');
  // prettier-ignore
  const made = await runCommand(['device', 'create', '--data-dir', ready.dataDir, '--uuid', randomUUID(), '--out', out]);
  expect(made.code).toBe(0);
  const device = readDeviceFiles(out);
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...device, servername: 'localhost' });
  const before = await ask(ready.gatewayUrl, agent, '/config');
  expect(before.status).toBe(204);

  const second = pki.issueServer({ ...ending(2), keys: first.keys });
  await writeFile(inCerts('tls.pem'), second.certPem);
  const old = [renewed.serialNumber, second.x509.serialNumber];
  while (old.includes((await shownBy(ready.gatewayUrl)).serialNumber))
    expect((await ask(ready.gatewayUrl, agent, '/config')).status).toBe(204);
  expect((await ask(ready.gatewayUrl, agent, '/config')).port).toBe(before.port);
  agent.destroy();
  expect(product!.log()).toMatch(/"certificate renewed"/);
}, 120_000);
