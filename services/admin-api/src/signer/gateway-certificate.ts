/** Who may use the channel to the signer from another host: whoever has a certificate of the CA of the gateways. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The CAs in a file of PEM. Throws one sentence for a person. */
export const readGatewayCas = (path: string): readonly X509Certificate[] => {
  const cas = (readFileSync(path, 'utf8').match(certificateBlock) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
  if (cas.length === 0) throw new Error(`${path} holds no certificate`);
  return cas;
};

/**
 * True for a certificate in its validity, of no CA, that one of these CAs issued directly. Its purpose is not asked: a
 * gateway shows the certificate by which devices know it.
 */
export const isGatewayCertificate = (
  certificate: X509Certificate | undefined,
  cas: readonly X509Certificate[],
  now: Date,
): boolean =>
  certificate !== undefined &&
  !certificate.ca &&
  certificate.validFromDate <= now &&
  now <= certificate.validToDate &&
  cas.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
