/** The certificate by which devices know the gateway, where this host has it. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';

const firstBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/;

const isFor = (pem: string, host: string): boolean => {
  const certificate = new X509Certificate(pem);
  if (certificate.ca) return false;
  const isAddress = isIP(host) !== 0;
  return (isAddress ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;
};

/** A file that is gone, or holds something else, holds no certificate of the gateway. */
const readFor = async (path: string, host: string): Promise<string | null> => {
  try {
    const pem = firstBlock.exec(await readFile(path, 'utf8'))?.[0];
    return pem !== undefined && isFor(pem, host) ? pem : null;
  } catch {
    return null;
  }
};

/**
 * The first of these files that begins with a certificate for the host of the gateway, which is no CA: that certificate, in PEM.
 * Null where there is none, and where the gateway has no address.
 */
export const findGatewayCertificate = async (
  files: readonly string[],
  gatewayUrl: string | undefined,
): Promise<string | null> => {
  if (gatewayUrl === undefined) return null;
  const host = new URL(gatewayUrl).hostname.replace(/^\[|\]$/g, '');
  for (const path of files) {
    const pem = await readFor(path, host);
    if (pem !== null) return pem;
  }
  return null;
};
