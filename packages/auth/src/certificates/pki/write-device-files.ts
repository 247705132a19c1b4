/** Makes a device on this host: a key, a certificate, and the files that a registered device has. */
import { isIP } from 'node:net';
import { join } from 'node:path';
import type { X509Certificate } from 'node:crypto';
import { readCertificate } from '../read-certificate.ts';
import { readAuthority } from './issue-certificate.ts';
import { issueDeviceCertificate } from './issue-device-certificate.ts';
import { drawKeyPair, toSec1Pem } from './keys.ts';
import { PkiError } from './pki-error.ts';
import { pkiFile, readText, readX509 } from './pki-files.ts';
import { formatSotaToml } from './sota-toml.ts';
import { refuseExisting, secretMode, writeNewFiles } from './write-files.ts';

/** What `writeDeviceFiles` is told. */
export interface DeviceFilesOptions {
  readonly certsDirectory: string;
  /** Where the files go, as the device will see it: an absolute path. */
  readonly outDirectory: string;
  readonly uuid: string;
  readonly gatewayPort: number;
  readonly isProduction?: boolean;
  /** `primary_ecu_hardware_id`; `unknown` unless given. */
  readonly hardwareId?: string;
  /** The validity of the certificate in days; 7300 unless given. */
  readonly days?: number;
  readonly now?: Date;
}

const file = {
  root: 'root.crt',
  certificate: 'client.pem',
  key: 'pkey.pem',
  settings: 'sota.toml',
} as const;

/** Readable by everybody: nothing in it is secret, and the clients of a device run as several users. */
const sharedMode = 0o644;

/** The first name that the server's certificate speaks for, as the host of a URL. */
const hostOf = (server: X509Certificate): string => {
  const [, kind, name] = /^(DNS|IP Address):([^,"]+)/.exec(server.subjectAltName ?? '') ?? [];
  if (name === undefined) throw new PkiError(`${pkiFile.serverCertificate} names no host.`);
  return kind === 'IP Address' && isIP(name) === 6 ? `[${name}]` : name;
};

/** The factory that the CA is bound to: the one organizational unit of its subject. */
const factoryOf = (ca: X509Certificate): string => {
  const [factory, ...others] = readCertificate(ca.raw).organizationalUnits;
  if (factory !== undefined && others.length === 0) return factory;
  throw new PkiError(`${pkiFile.deviceCaCertificate} does not name one factory (OU).`);
};

/**
 * Writes root.crt, client.pem, pkey.pem (P-256, SEC1, 0600) and sota.toml into a folder, as a registration leaves them
 * behind; all or none. The gateway's host is the first name of `tls.pem`. Throws `PkiError` when one of the files exists,
 * when the device CA's key is not on this host, and for a UUID that is none.
 */
export const writeDeviceFiles = async (options: DeviceFilesOptions): Promise<void> => {
  const { outDirectory, uuid } = options;
  refuseExisting(outDirectory, Object.values(file));
  const at = (name: string): string => join(options.certsDirectory, name);
  const ca = await readAuthority(at(pkiFile.deviceCaKey), at(pkiFile.deviceCaCertificate));
  const host = hostOf(await readX509(at(pkiFile.serverCertificate)));
  const root = await readText(at(pkiFile.rootCertificate));
  const keys = await drawKeyPair();
  const certificate = await issueDeviceCertificate(ca, {
    uuid,
    factory: factoryOf(ca.certificate),
    publicKey: keys.publicKey,
    isProduction: options.isProduction ?? false,
    ...(options.days === undefined ? {} : { days: options.days }),
    now: options.now ?? new Date(),
  });
  const settings = formatSotaToml({
    gatewayUrl: `https://${host}:${String(options.gatewayPort)}`,
    directory: outDirectory,
    hardwareId: options.hardwareId ?? 'unknown',
  });
  await writeNewFiles(outDirectory, [
    { name: file.root, content: root, mode: sharedMode },
    { name: file.certificate, content: certificate, mode: sharedMode },
    { name: file.key, content: toSec1Pem(keys.privateKey), mode: secretMode },
    { name: file.settings, content: settings, mode: sharedMode },
  ]);
};
