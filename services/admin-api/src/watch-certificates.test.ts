import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger, createMetrics } from '@moorgate/observability';
import { createTestPki } from '@moorgate/testing';
import { startTestApp, type TestApp } from './test-support/test-app.ts';
import { watchCertificates } from './watch-certificates.ts';

let app: TestApp;
let folder: string;
beforeAll(async () => {
  app = await startTestApp();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-watch-'));
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

test('what ends soon is logged once, and the ends of all are measured', async () => {
  const { server } = createTestPki();
  const path = join(folder, 'tls.pem');
  await writeFile(path, server.certPem);
  app.clock.set(new Date(server.x509.validToDate.getTime() - 3 * 86_400_000).toISOString());
  const told = Promise.withResolvers<Record<string, unknown>>();
  const stream = { write: (line: string) => told.resolve(JSON.parse(line)) };
  const log = createLogger({ service: 'test', stream });
  const metrics = createMetrics();
  const stop = watchCertificates({ ctx: { ...app.operator, log }, files: [path], metrics });
  expect(await told.promise).toMatchObject({
    level: 'warn',
    msg: 'a certificate ends soon',
    kind: 'server',
    source: 'tls.pem',
    daysLeft: 3,
  });
  stop();
  const subject = server.x509.subject.replaceAll('\n', ', ');
  expect(await metrics.text()).toContain(
    `moorgate_admin_certificate_expiry_timestamp_seconds{kind="server",source="tls.pem",subject="${subject}"} ${server.x509.validToDate.getTime() / 1000}`,
  );
});
