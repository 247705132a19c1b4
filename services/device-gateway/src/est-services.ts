/** What EST stands on: the CAs that devices are known under, and the signer. */
import { readFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import type { TrustStore } from '@moorgate/devices';
import type { DeviceGatewayConfig } from './config.ts';
import { createSignerClient, type SignerClient } from './signer/signer-client.ts';

/** What its endpoints get. */
export interface EstServices {
  /** In DER, of those that are in use now. */
  caCertificates(): readonly Buffer[];
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
export const createEstServices = (
  config: DeviceGatewayConfig,
  trust: Pick<TrustStore, 'current'>,
): EstServices => {
  const further = readCertificates(config.estCaFile);
  return {
    caCertificates: () => {
      const inUse = trust.current().cas.filter((ca) => !ca.isRetired && ca.unsuitability === null);
      return [...inUse.map(({ parsed }) => parsed.raw), ...further];
    },
    signer: createSignerClient(config),
  };
};
