/** What EST stands on: the CAs that devices are known under, what screens enrolment tokens, and the signer. */
import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { type EnrolmentScreen, openEnrolmentScreen, type TrustStore } from '@moorgate/devices';
import type { DeviceGatewayConfig } from './config.ts';
import { createSignerClient, type SignerClient } from './signer/signer-client.ts';

/** What its endpoints get. */
export interface EstServices {
  /** In DER, of those that are in use now. */
  caCertificates(): readonly Buffer[];
  readonly screenToken: EnrolmentScreen;
  readonly signer: SignerClient;
}

const pemCertificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

const readCertificates = (path: string | undefined): readonly Buffer[] =>
  path === undefined
    ? []
    : (readFileSync(path, 'utf8').match(pemCertificate) ?? []).map(
        (pem) => new X509Certificate(pem).raw,
      );

/** Puts it together; connects to nothing yet. Throws one sentence when a file cannot be read. */
export const createEstServices = async (
  config: DeviceGatewayConfig,
  trust: Pick<TrustStore, 'current'>,
): Promise<EstServices> => {
  const further = readCertificates(config.estCaFile);
  const screenToken = await openEnrolmentScreen(config.keysFolder);
  return {
    caCertificates: () => {
      const inUse = trust.current().cas.filter((ca) => !ca.isRetired && ca.unsuitability === null);
      return [...inUse.map(({ parsed }) => parsed.raw), ...further];
    },
    screenToken,
    signer: createSignerClient(config),
  };
};
