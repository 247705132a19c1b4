/** What registration of devices stands on, from the configuration and the open signer. */
import { readFile } from 'node:fs/promises';
import type { RegistrationServices, SigningServices } from '@moorgate/devices';
import type { AdminApiConfig } from './config.ts';

/** Null without a device CA or the certificate of the root: then nothing is registered. The file is read each time. */
export const registrationOf = (
  { rootCertificateFile, gatewayUrl }: Pick<AdminApiConfig, 'rootCertificateFile' | 'gatewayUrl'>,
  signing: SigningServices | null,
  factory: string,
): RegistrationServices | null => {
  if (signing === null || rootCertificateFile === undefined) return null;
  const readRootCertificate = (): Promise<string> => readFile(rootCertificateFile, 'utf8');
  return { signing, factory, gatewayUrl, readRootCertificate };
};
