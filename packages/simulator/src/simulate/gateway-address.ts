/** How the gateway of an installation is reached. */
import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { pkiFile } from '@moorgate/auth';
import type { GatewayAddress } from '../fleet/device-connections.ts';

/** IPv6 addresses stand in brackets in a URL. `localhost` is IPv4 here, where a device can have an address of its own. */
const hostOf = (url: URL): string => {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return host === 'localhost' ? '127.0.0.1' : host;
};

const isNamed = (certificate: X509Certificate, host: string): boolean =>
  (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined;

const firstName = (certificate: X509Certificate): string | undefined =>
  /^(?:DNS|IP Address):([^,"]+)/.exec(certificate.subjectAltName ?? '')?.[1];

/**
 * The addresses of these URLs. A gateway that its own certificate does not name by the host of its URL is asked for by the
 * first name that stands there, as its devices do. Throws when there is no certificate to read.
 */
export const readGatewayAddresses = async (
  certsDirectory: string,
  urls: readonly string[],
): Promise<GatewayAddress[]> => {
  const file = join(certsDirectory, pkiFile.serverCertificate);
  const certificate = new X509Certificate(await readFile(file));
  return urls.map((text) => {
    const url = new URL(text);
    const host = hostOf(url);
    const named = [url.hostname, host].find((name) => isNamed(certificate, name));
    const serverName = named ?? firstName(certificate) ?? host;
    return { host, port: Number(url.port || 443), serverName };
  });
};
