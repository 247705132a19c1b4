/** Devices without the command line: a PKI that the test holds the keys of, dropped into the data directory. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTestPki, type DeviceOptions, type TestLeaf, type TestPki } from '@moorgate/testing';
import type { DeviceFiles } from './device.ts';
import { type Product, runCommand } from './product.ts';

/** A device with the files that it would keep. */
export interface TestDevice {
  readonly uuid: string;
  readonly files: DeviceFiles;
  readonly leaf: TestLeaf;
}

/**
 * Makes a PKI and puts it where a product that starts with this data directory takes it from. Unless it `signs`, the key of
 * the device CA is elsewhere.
 */
export const installPki = async (
  dataDir: string,
  { signs = false }: { readonly signs?: boolean } = {},
): Promise<TestPki> => {
  const pki = createTestPki({ factory: 'acme' });
  const folder = join(dataDir, 'certs');
  await mkdir(folder, { recursive: true, mode: 0o711 });
  const files = {
    'tls.key': pki.server.keyPem,
    'tls.pem': pki.server.certPem,
    'cas.pem': pki.deviceCa.certPem,
    'root.crt': pki.root.certPem,
    ...(signs
      ? { 'device-ca.key': pki.deviceCa.keyPem, 'device-ca.crt': pki.deviceCa.certPem }
      : {}),
  };
  for (const [name, text] of Object.entries(files))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  return pki;
};

/** A device of the fleet, which enrols when it connects for the first time. */
export const issueDevice = (pki: TestPki, options: DeviceOptions = {}): TestDevice => {
  const leaf = pki.issueDevice(options);
  const files = { ca: pki.root.certPem, cert: leaf.certPem, key: leaf.keyPem };
  return { uuid: leaf.uuid, files, leaf };
};

/** A token of the first administrator. */
export const createToken = async (product: Product, scopes: readonly string[]): Promise<string> => {
  const scopeOptions = scopes.flatMap((scope) => ['--scope', scope]);
  const { dataDir } = product.ready;
  // prettier-ignore
  const { code, stdout, stderr } = await runCommand(
    ['token', 'create', '--data-dir', dataDir, '--user', 'admin', ...scopeOptions],
    { env: product.env });
  if (code !== 0) throw new Error(`no token was made: ${stderr}`);
  return stdout.trim();
};
