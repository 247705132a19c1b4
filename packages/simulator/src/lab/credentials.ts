/** The PKI of a run, and the devices that the load client plays. */
import { writeFile } from 'node:fs/promises';
import { initPki } from '@moorgate/auth';
import type { Credentials } from '../credentials/credentials.ts';
import { issueCredentials, readDeviceIssuer } from '../credentials/issue-credentials.ts';

/** The factory of everything in a run. */
export const factory = 'bench';

/** To the server a shared key is like any other. */
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
  const issuer = await readDeviceIssuer(certsDirectory);
  const credentials = await issueCredentials(issuer, { count, keyPairs });
  await writeFile(file, JSON.stringify(credentials), { mode: 0o600 });
  return credentials;
};
