/** A PKI on the first start. */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { initPki } from '@moorgate/auth';
import type { UpSettings } from './settings.ts';

/** What the services cannot start without. */
const neededFiles = ['tls.key', 'tls.pem', 'cas.pem'];

/**
 * Makes a PKI in `certs/` if that folder has none. One that an operator dropped in is left as it is; a part of one is
 * refused with a sentence that names what is missing.
 */
export const preparePki = async (settings: UpSettings): Promise<void> => {
  const { certs } = settings.directory;
  const missing = neededFiles.filter((name) => !existsSync(join(certs, name)));
  if (missing.length === 0) return;
  if (missing.length < neededFiles.length)
    throw new Error(
      `${certs} lacks ${missing.join(' and ')}; complete it, or empty it to have a PKI made`,
    );
  await initPki({
    certsDirectory: certs,
    factory: settings.factory,
    dnsNames: [...new Set([...settings.dnsNames, ...listeningAddress(settings)])],
  });
};

const everyAddress = ['::', '0.0.0.0'];

/** The address that the gateway listens on, if it is one that a client can connect to: then the certificate names it. */
const listeningAddress = ({ gatewayAddr }: UpSettings): string[] =>
  isIP(gatewayAddr.host) !== 0 && !everyAddress.includes(gatewayAddr.host)
    ? [gatewayAddr.host]
    : [];
