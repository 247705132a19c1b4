/** Keeps what was issued for a simulated fleet in a file, so that its next run starts at once and with the same devices. */
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Credentials } from './credentials.ts';
import { type DeviceIssuer, issueCredentials } from './issue-credentials.ts';

/** Where they are kept, and how many devices are needed. */
export interface KeptCredentialsRequest {
  readonly file: string;
  readonly count: number;
  /** Called after each certificate that had to be issued. */
  readonly onIssued?: (done: number) => void;
}

/** What stands in the file. */
interface KeptCredentials extends Credentials {
  /** SHA-256 of the device CA, in hexadecimal: what another CA issued is of no use. */
  readonly issuer: string;
}

/**
 * Answers credentials for exactly so many devices: those of the file first, then newly issued ones, with which the file is
 * then written anew, whole, and readable by its owner alone. What another device CA or root issued is replaced.
 */
export const keepCredentials = async (
  issuer: DeviceIssuer,
  { file, count, onIssued }: KeptCredentialsRequest,
): Promise<Credentials> => {
  const kept = await readKept(file, issuer);
  const missing = count - kept.devices.length;
  if (missing <= 0) return { ...kept, devices: kept.devices.slice(0, count) };
  const issued = await issueCredentials(issuer, {
    count: missing,
    ...(onIssued === undefined ? {} : { onIssued }),
  });
  const credentials = joined(kept, issued);
  await writeKept(file, { issuer: fingerprintOf(issuer), ...credentials });
  return credentials;
};

const fingerprintOf = ({ ca }: DeviceIssuer): string => ca.certificate.fingerprint256;

const readKept = async (file: string, issuer: DeviceIssuer): Promise<Credentials> => {
  const { rootCertificate } = issuer;
  const nothing: Credentials = { rootCertificate, keys: [], devices: [] };
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as KeptCredentials;
    const isOurs =
      kept.issuer === fingerprintOf(issuer) && kept.rootCertificate === rootCertificate;
    return isOurs ? { rootCertificate, keys: kept.keys, devices: kept.devices } : nothing;
  } catch {
    // Absent, or not to be read: everything in it can be made again.
    return nothing;
  }
};

const joined = (kept: Credentials, issued: Credentials): Credentials => ({
  rootCertificate: kept.rootCertificate,
  keys: [...kept.keys, ...issued.keys],
  devices: [
    ...kept.devices,
    ...issued.devices.map((device) => ({ ...device, key: device.key + kept.keys.length })),
  ],
});

const writeKept = async (file: string, kept: KeptCredentials): Promise<void> => {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, JSON.stringify(kept), { mode: 0o600, flag: 'wx' });
    await rename(draft, file);
  } finally {
    await rm(draft, { force: true });
  }
};
