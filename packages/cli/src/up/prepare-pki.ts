/** The certificates that the services cannot start without. */
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { initPki, issueAdminCertificate, pkiFile } from '@moorgate/auth';
import type { ListenAddress } from '@moorgate/config';
import { speaksHttps, type UpSettings } from './settings.ts';

/** What the preparation is told: a part of what `moorgate up` is. */
export type PkiSettings = Pick<
  UpSettings,
  'directory' | 'factory' | 'dnsNames' | 'gatewayAddr' | 'adminAddr' | 'adminHttps' | 'insecureHttp'
>;

/**
 * Makes a PKI in `certs/` if that folder has none, and the certificate of the admin API where that speaks HTTPS. What an
 * operator dropped in is left as it is; a part of it is refused with a sentence that names what is missing.
 */
export const preparePki = async (settings: PkiSettings): Promise<void> => {
  const isMade = lacksAll(settings, [
    pkiFile.serverKey,
    pkiFile.serverCertificate,
    pkiFile.trustedCas,
  ]);
  if (isMade)
    await initPki({
      certsDirectory: settings.directory.certs,
      factory: settings.factory,
      dnsNames: unique([...settings.dnsNames, ...reachable(settings.gatewayAddr)]),
    });
  if (speaksHttps(settings)) await prepareAdminCertificate(settings);
};

/** Names by which this host reaches itself, as its command line and its health checks do. */
const ownNames = ['localhost', '127.0.0.1', '::1'];

const prepareAdminCertificate = async (settings: PkiSettings): Promise<void> => {
  const { directory, factory, dnsNames, adminAddr } = settings;
  if (!lacksAll(settings, [pkiFile.adminKey, pkiFile.adminCertificate])) return;
  // Where the root is kept elsewhere, the gateway's certificate serves for both unless somebody puts another one here.
  if (!existsSync(join(directory.certs, pkiFile.rootKey))) return;
  await issueAdminCertificate({
    certsDirectory: directory.certs,
    factory,
    dnsNames: unique([...dnsNames, ...reachable(adminAddr), ...ownNames]),
  });
};

/** True when none of the files is there, false when all are. Throws when only some are. */
const lacksAll = ({ directory }: PkiSettings, names: readonly string[]): boolean => {
  const missing = names.filter((name) => !existsSync(join(directory.certs, name)));
  if (missing.length === 0 || missing.length === names.length) return missing.length > 0;
  throw new Error(
    `${directory.certs} lacks ${missing.join(' and ')}; complete it, or remove ${names
      .filter((name) => !missing.includes(name))
      .join(' and ')} to have all of it made`,
  );
};

const unique = (names: readonly string[]): string[] => [...new Set(names)];

const everyAddress = ['::', '0.0.0.0'];

/** The address that a service listens on, if it is one that a client can connect to: then the certificate names it. */
const reachable = ({ host }: ListenAddress): string[] =>
  isIP(host) !== 0 && !everyAddress.includes(host) ? [host] : [];
