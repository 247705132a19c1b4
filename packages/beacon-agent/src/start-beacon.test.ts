import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import { createTestPki } from '@moorgate/testing';
import { openTestBeacon, testToken } from './test-support/open-test-beacon.ts';
import { startScriptedEngine } from './test-support/scripted-engine.ts';
import { until } from './test-support/until.ts';

const pki = createTestPki({ factory: 'acme' });
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'moorgate-beacon-'));
});
afterEach(() => rm(folder, { recursive: true }));

const loopback = { host: '127.0.0.1', port: 0 };
const bounds = { insecureHttp: false, connectionsMax: 256 };
const tlsFiles = () => ({
  tlsKeyFile: join(folder, 'tls.key'),
  tlsCertificateFile: join(folder, 'tls.pem'),
});
const writePair = async ({ keyPem, certPem } = pki.server): Promise<void> => {
  const { tlsKeyFile, tlsCertificateFile } = tlsFiles();
  for (const [path, content] of [
    [tlsKeyFile, keyPem],
    [tlsCertificateFile, certPem],
  ] as const) {
    await writeFile(`${path}.new`, content);
    await rename(`${path}.new`, path);
  }
};

const askOverTls = async (url: string, path: string) => {
  const asked = get(new URL(path, url), {
    ca: pki.root.certPem,
    headers: { token: testToken },
    agent: false,
  });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const { serialNumber } = (answer.socket as TLSSocket).getPeerCertificate();
  return { status: answer.statusCode, text: await text(answer), serialNumber };
};

test.each(['0.0.0.0', '::', '192.0.2.1'])('it does not listen in clear on %s', async (host) => {
  const listener = { address: { host, port: 0 }, tls: null, ...bounds };
  await expect(openTestBeacon({ engines: [], listener })).rejects.toThrow(
    'does not listen in clear',
  );
});

test('it does where it is told so', async () => {
  const listener = { address: { host: '0.0.0.0', port: 0 }, tls: null, ...bounds };
  const beacon = await openTestBeacon({
    engines: [],
    listener: { ...listener, insecureHttp: true },
  });
  expect(await beacon.ask('GET', '/vms')).toMatchObject({ status: 200, text: '[]' });
  await beacon.stop();
});

test('over HTTPS it takes a renewed certificate without being told', async () => {
  await writePair();
  const engine = await startScriptedEngine({ name: 'one' });
  const beacon = await openTestBeacon({
    engines: [engine.engine],
    listener: { address: loopback, tls: tlsFiles(), ...bounds },
  });
  const first = await askOverTls(beacon.url, '/which');
  expect(first).toMatchObject({ status: 200, text: '"local"' });
  await writePair(pki.issueServer());
  await until('the new one is shown', async () => {
    const { serialNumber } = await askOverTls(beacon.url, '/which');
    return serialNumber !== first.serialNumber;
  });
  await Promise.all([beacon.stop(), engine.close()]);
});

test('a key without its certificate is said at the start', async () => {
  const listener = { address: loopback, tls: tlsFiles(), ...bounds };
  await expect(openTestBeacon({ engines: [], listener })).rejects.toThrow('cannot be used');
});

test('more connections than it may hold are closed', async () => {
  const listener = { address: loopback, tls: null, ...bounds, connectionsMax: 1 };
  const beacon = await openTestBeacon({ engines: [], listener });
  const first = beacon.connect();
  await once(first, 'connect');
  const second = beacon.connect().resume();
  await once(second, 'end');
  for (const socket of [first, second]) socket.destroy();
  await beacon.stop();
});

test('an engine that speaks TLS is shown a certificate, and known by its CA', async () => {
  const { certPem: cert, keyPem: key } = pki.server;
  const engine = await startScriptedEngine({
    way: 'tls',
    tls: { cert, key, ca: pki.root.certPem },
  });
  const client = pki.issueDevice({ ca: pki.root });
  await writeFile(join(folder, 'ca.pem'), pki.root.certPem);
  await writeFile(join(folder, 'cert.pem'), client.certPem);
  await writeFile(join(folder, 'key.pem'), client.keyPem);
  const known = await openTestBeacon({ engines: [engine.engine], engineCertificatesDir: folder });
  expect(JSON.parse((await known.ask('GET', '/vms')).text)).toMatchObject([
    { version: 'v1.41', canAccessDocker: true },
  ]);
  const strange = await openTestBeacon({ engines: [engine.engine] });
  expect(await strange.ask('GET', `/d/127.0.0.1:${engine.engine.port}/info`)).toMatchObject({
    status: 500,
    text: expect.stringContaining('the certificate is not accepted') as unknown,
  });
  await Promise.all([known.stop(), strange.stop(), engine.close()]);
});

test('it stops though a call goes on for ever', async () => {
  const engine = await startScriptedEngine({ name: 'one' });
  engine.answerWith((_request, response) => void response.write('a line\n'));
  const beacon = await openTestBeacon({ engines: [engine.engine] });
  const asked = beacon.begin('GET', '/d/one:0/events');
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const cut = once(answer.resume(), 'error');
  await beacon.stop();
  await cut;
  await engine.close();
});
