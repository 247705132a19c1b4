import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { retireDeviceCa } from '../device-cas/retire-device-ca.ts';
import { startStore, type TestStore } from '../test-support/start-store.ts';
import { listCertificates } from './list-certificates.ts';

let store: TestStore;
let folder: string;
beforeEach(async () => {
  store = await startStore();
  folder = await mkdtemp(join(tmpdir(), 'moorgate-certificates-'));
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true });
});

const fileWith = async (name: string, text: string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

test('servers, their root and the device CAs are there, the first to end first', async () => {
  const { ctx, pki, caId } = store;
  const files = [
    await fileWith('root.crt', pki.root.certPem),
    await fileWith('tls.pem', pki.server.certPem),
  ];
  const found = await listCertificates(ctx, files);
  expect(found.map(({ kind, source }) => [kind, source])).toEqual(
    expect.arrayContaining([
      ['server', 'tls.pem'],
      ['root', 'root.crt'],
      ['device_ca', caId],
    ]),
  );
  expect(found).toHaveLength(3);
  const ends = found.map(({ notAfter }) => notAfter.getTime());
  expect(ends).toEqual(ends.toSorted((one, other) => one - other));
});

test('a device CA that is retired is none of them, and a file that cannot be read keeps no other away', async () => {
  const { ctx, pki, caId } = store;
  await retireDeviceCa(ctx, caId);
  const files = [join(folder, 'missing.pem'), await fileWith('tls.pem', pki.server.certPem)];
  expect((await listCertificates(ctx, files)).map(({ source }) => source)).toEqual(['tls.pem']);
});
