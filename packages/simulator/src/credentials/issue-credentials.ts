/** Issues certificates for simulated devices. */
import { generateKeyPairSync, type KeyObject, randomUUID, type X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type CertificateAuthority,
  issueDeviceCertificate,
  pkiFile,
  readAuthority,
} from '@moorgate/auth';
import type { ClientIdentity, Credentials, DeviceCredential } from './credentials.ts';

/** What issues in an installation, and what its devices trust. */
export interface DeviceIssuer {
  readonly ca: CertificateAuthority;
  /** The factory that the CA is for. */
  readonly factory: string;
  /** In PEM. */
  readonly rootCertificate: string;
}

/** How many are made, and with how many keys; a key pair of its own for each device unless given. */
export interface CredentialsRequest {
  readonly count: number;
  readonly keyPairs?: number;
  /** Called after each certificate: one takes a few milliseconds. */
  readonly onIssued?: (done: number) => void;
}

/** The one organizational unit of the CA's subject. */
const factoryOf = (ca: X509Certificate): string => {
  const unit: unknown = ca.toLegacyObject().subject.OU;
  if (typeof unit === 'string') return unit;
  throw new Error(`${pkiFile.deviceCaCertificate} does not name one factory (OU)`);
};

/** Reads the device CA of an installation and its root. Throws one sentence when the CA's key is not on this host. */
export const readDeviceIssuer = async (certsDirectory: string): Promise<DeviceIssuer> => {
  const at = (name: string): string => join(certsDirectory, name);
  const ca = await readAuthority(at(pkiFile.deviceCaKey), at(pkiFile.deviceCaCertificate));
  const rootCertificate = await readFile(at(pkiFile.rootCertificate), 'utf8');
  return { ca, factory: factoryOf(ca.certificate), rootCertificate };
};

/** P-256 (RFC 5480), as devices have it, and the private key in SEC1, as they keep it. */
const drawKeyPair = (): { readonly publicKey: KeyObject; readonly privateKey: string } => {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey, privateKey: privateKey.export({ type: 'sec1', format: 'pem' }).toString() };
};

/** Issues certificates for so many new devices. */
export const issueCredentials = async (
  { ca, factory, rootCertificate }: DeviceIssuer,
  { count, keyPairs = count, onIssued }: CredentialsRequest,
): Promise<Credentials> => {
  const pairs = Array.from({ length: Math.min(count, keyPairs) }, drawKeyPair);
  const devices: DeviceCredential[] = [];
  for (let index = 0; index < count; index++) {
    const key = index % pairs.length;
    const uuid = randomUUID();
    const { publicKey } = pairs[key]!;
    const certificate = await issueDeviceCertificate(ca, { uuid, factory, publicKey });
    devices.push({ uuid, certificate, key });
    onIssued?.(index + 1);
  }
  return { rootCertificate, keys: pairs.map(({ privateKey }) => privateKey), devices };
};

/** Issues another certificate for a device that has one: the same UUID with a new key. */
export const issueAnotherKey = async (
  { ca, factory }: DeviceIssuer,
  uuid: string,
): Promise<ClientIdentity> => {
  const { publicKey, privateKey } = drawKeyPair();
  const certificate = await issueDeviceCertificate(ca, { uuid, factory, publicKey });
  return { certificate, privateKey };
};
