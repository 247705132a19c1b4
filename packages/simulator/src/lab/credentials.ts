/** The PKI of a run, and the devices that the load client plays. */
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { initPki, issueDeviceCertificate, pkiFile, readAuthority } from '@moorgate/auth';
import type { Credentials, DeviceCredential } from '../load/messages.ts';

/** The factory of everything in a run. */
export const factory = 'bench';

/** Keys cost more to make than certificates, and to the server a shared one is like any other. */
const keyPairs = 16;

/** Makes root, device CA and the server's certificate in a folder that exists. */
export const createPki = (certsDirectory: string): Promise<void> =>
  initPki({ certsDirectory, factory, dnsNames: ['localhost'] });

/** Issues certificates for so many new devices and writes them, with their keys, to a file that only its owner reads. */
export const writeCredentials = async (
  certsDirectory: string,
  file: string,
  count: number,
): Promise<Credentials> => {
  const at = (name: string): string => join(certsDirectory, name);
  const ca = await readAuthority(at(pkiFile.deviceCaKey), at(pkiFile.deviceCaCertificate));
  const pairs = Array.from({ length: keyPairs }, () =>
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  );
  const devices: DeviceCredential[] = [];
  for (let index = 0; index < count; index++) {
    const key = index % keyPairs;
    const uuid = randomUUID();
    const { publicKey } = pairs[key] ?? generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const certificate = await issueDeviceCertificate(ca, { uuid, factory, publicKey });
    devices.push({ uuid, certificate, key });
  }
  const credentials: Credentials = {
    rootCertificate: await readFile(at(pkiFile.rootCertificate), 'utf8'),
    keys: pairs.map(({ privateKey }) =>
      privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    ),
    devices,
  };
  await writeFile(file, JSON.stringify(credentials), { mode: 0o600 });
  return credentials;
};
