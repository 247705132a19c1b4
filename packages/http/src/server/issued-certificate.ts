/** Which services may ask another one over the network: those whose certificate a CA has issued that was named for it. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** The CAs in a file of PEM. Throws one sentence for a person. */
export const readIssuers = (path: string): readonly X509Certificate[] => {
  const cas = (readFileSync(path, 'utf8').match(certificateBlock) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
  if (cas.length === 0) throw new Error(`${path} holds no certificate`);
  return cas;
};

/**
 * True for a certificate in its validity, of no CA, that one of these CAs issued directly. Its purpose is not asked: a
 * service shows the certificate by which its own clients know it.
 */
export const isIssuedDirectly = (
  certificate: X509Certificate | undefined,
  cas: readonly X509Certificate[],
  now: Date,
): boolean =>
  certificate !== undefined &&
  !certificate.ca &&
  certificate.validFromDate <= now &&
  now <= certificate.validToDate &&
  cas.some((ca) => certificate.checkIssued(ca) && certificate.verify(ca.publicKey));
