/** The gateway's own certificate, and how it is replaced while it runs. */
import { writeFile } from 'node:fs/promises';
import { createTestPki } from '@moorgate/testing';
import { openConnection } from './test-support/device-client.ts';
import { startTestGateway, type TestGateway, until } from './test-support/start-test-gateway.ts';

let running: TestGateway;
beforeAll(async () => {
  running = await startTestGateway();
});
afterAll(() => running.close());

const shownSerial = async (): Promise<string> => {
  const socket = await openConnection(running, { tls: { rejectUnauthorized: false } });
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
};

test('another pair is taken without a restart; half a pair and a broken one leave the present pair', async () => {
  const first = await shownSerial();
  expect(first).toBe(running.pki.server.x509.serialNumber);
  const { server } = createTestPki();
  await writeFile(running.config.tlsKeyFile, server.keyPem);
  running.gateway.reloadCertificate();
  expect(await shownSerial()).toBe(first);
  await writeFile(running.config.tlsCertificateFile, 'not a certificate');
  running.gateway.reloadCertificate();
  expect(await shownSerial()).toBe(first);
  expect(running.lines.map((line) => line['msg'])).toContain(
    'certificate not reloaded; the present one stays',
  );
  await writeFile(running.config.tlsCertificateFile, server.certPem);
  await until(async () => ((await shownSerial()) === server.x509.serialNumber ? true : null));
});

test('a pair that does not belong together keeps the gateway from starting, in one sentence', async () => {
  await writeFile(running.config.tlsCertificateFile, running.pki.server.certPem);
  await expect(running.startAnother()).rejects.toThrow(/^the key .* and the certificate .* cannot/);
});
