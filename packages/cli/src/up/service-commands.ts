/** How each service is started: its entry, and the environment that tells it what it needs. */
import { existsSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pkiFile } from '@moorgate/auth';
import { formatListenAddress, type ListenAddress } from '@moorgate/config';
import { isInEnvironment } from '../config.ts';
import { speaksHttps, type UpSettings } from './settings.ts';
import type { ServiceCommand } from './services.ts';
import { prepareSignerSocket, prepareTunnelFolder } from './signer-socket.ts';

/** The compiled entry of a service. */
const entryOf = (service: 'admin-api' | 'device-gateway'): string =>
  fileURLToPath(import.meta.resolve(`@moorgate/${service}/main`));

const serverCertificate = ({ directory }: UpSettings): Record<string, string> => ({
  MOORGATE_TLS_KEY: join(directory.certs, pkiFile.serverKey),
  MOORGATE_TLS_CERT: join(directory.certs, pkiFile.serverCertificate),
});

/** Its own; that of the gateway where the root is kept elsewhere, so that nobody could make one. */
const adminCertificate = (settings: UpSettings): Record<string, string> => {
  const certificate = join(settings.directory.certs, pkiFile.adminCertificate);
  if (!existsSync(certificate)) return serverCertificate(settings);
  return {
    MOORGATE_TLS_KEY: join(settings.directory.certs, pkiFile.adminKey),
    MOORGATE_TLS_CERT: certificate,
  };
};

/** Nothing for an address that was not given. */
const metricsAt = (variable: string, address: ListenAddress | undefined): Record<string, string> =>
  address === undefined ? {} : { [variable]: formatListenAddress(address) };

/** Where clients with a certificate are answered, with the same certificate as at the ordinary address. */
const mtlsAt = (settings: UpSettings): Record<string, string> => {
  const { adminMtlsAddr } = settings;
  if (adminMtlsAddr === undefined) return {};
  const { MOORGATE_TLS_KEY: key, MOORGATE_TLS_CERT: certificate } = adminCertificate(settings);
  return {
    MOORGATE_ADMIN_MTLS_ADDR: formatListenAddress(adminMtlsAddr),
    MOORGATE_ADMIN_MTLS_KEY: key!,
    MOORGATE_ADMIN_MTLS_CERT: certificate!,
  };
};

/** What ends beside its own certificate: it warns of the gateway's and of the root's too. */
const watchedCertificates = (settings: UpSettings): Record<string, string> => {
  const own = speaksHttps(settings) ? adminCertificate(settings)['MOORGATE_TLS_CERT'] : undefined;
  const paths = [pkiFile.serverCertificate, pkiFile.rootCertificate]
    .map((name) => join(settings.directory.certs, name))
    .filter((path) => path !== own && existsSync(path));
  return { MOORGATE_WATCHED_CERTIFICATES: paths.join(',') };
};

/**
 * The CA that registers and renews devices: the one that the environment names, in a token say, else that of the data
 * directory. Without either no certificate is issued.
 */
const deviceCa = ({ directory }: UpSettings): Record<string, string> => {
  const key = join(directory.certs, pkiFile.deviceCaKey);
  const certificate = join(directory.certs, pkiFile.deviceCaCertificate);
  const isElsewhere = isInEnvironment('MOORGATE_DEVICE_CA_KEY');
  if (isElsewhere || !existsSync(key) || !existsSync(certificate)) return {};
  return { MOORGATE_DEVICE_CA_KEY: key, MOORGATE_DEVICE_CA_CERT: certificate };
};

/** The root, which EST hands out beside the device CAs; nothing where it is kept elsewhere. */
const estCertificates = ({ directory }: UpSettings): Record<string, string> => {
  const root = join(directory.certs, pkiFile.rootCertificate);
  return existsSync(root) ? { MOORGATE_EST_CA_CERTS: root } : {};
};

/** The root, which registered devices get; nothing where it is kept elsewhere. */
const rootCertificate = ({ directory }: UpSettings): Record<string, string> => {
  const root = join(directory.certs, pkiFile.rootCertificate);
  return existsSync(root) ? { MOORGATE_ROOT_CERT: root } : {};
};

/** The folder of content in the data directory, unless the environment names a bucket, or another folder. */
const content = ({ directory }: UpSettings): Record<string, string> =>
  isInEnvironment('MOORGATE_BLOBS_DIR', 'MOORGATE_S3_BUCKET')
    ? {}
    : { MOORGATE_BLOBS_DIR: directory.blobs };

/** The folder of Git repositories in the data directory, unless the environment names another, and the git that was found. */
const sources = ({ directory, gitProgram }: UpSettings): Record<string, string> => ({
  ...(isInEnvironment('MOORGATE_GIT_DIR') ? {} : { MOORGATE_GIT_DIR: join(directory.root, 'git') }),
  ...(gitProgram === undefined ? {} : { MOORGATE_GIT: gitProgram }),
});

/** The registry that was started here; the one that the environment names is inherited. */
const registry = ({ registryUrl }: UpSettings): Record<string, string> =>
  registryUrl == null ? {} : { MOORGATE_REGISTRY_URL: registryUrl };

/** How devices reach the gateway: under the first name of its certificate. */
const gatewayUrl = ({ dnsNames, gatewayAddr }: UpSettings): string => {
  const [name = 'localhost'] = dnsNames;
  const host = isIPv6(name) ? `[${name}]` : name;
  return `https://${host}:${String(gatewayAddr.port)}`;
};

/** The admin API, with the certificate that it shows where it speaks HTTPS. */
export const adminApiCommand = (settings: UpSettings, databaseUrl: string): ServiceCommand => ({
  name: 'admin API',
  entry: entryOf('admin-api'),
  addressVariable: 'MOORGATE_ADMIN_ADDR',
  metricsAddressVariable: 'MOORGATE_ADMIN_METRICS_ADDR',
  environment: {
    DATABASE_URL: databaseUrl,
    MOORGATE_ADMIN_ADDR: formatListenAddress(settings.adminAddr),
    ...mtlsAt(settings),
    ...metricsAt('MOORGATE_ADMIN_METRICS_ADDR', settings.adminMetricsAddr),
    MOORGATE_KEYS_DIR: settings.directory.keys,
    MOORGATE_GATEWAY_KEYS_DIR: settings.directory.gatewayKeys,
    MOORGATE_AUDIT_CHECKPOINT_FILE:
      settings.auditCheckpointFile ?? settings.directory.auditCheckpoints,
    MOORGATE_DEVICE_CAS: join(settings.directory.certs, 'cas.pem'),
    MOORGATE_FACTORY: settings.factory,
    ...(isInEnvironment('MOORGATE_GATEWAY_URL')
      ? {}
      : { MOORGATE_GATEWAY_URL: gatewayUrl(settings) }),
    ...content(settings),
    ...registry(settings),
    ...sources(settings),
    MOORGATE_INSECURE_HTTP: String(settings.insecureHttp),
    ...(speaksHttps(settings) ? adminCertificate(settings) : {}),
    ...watchedCertificates(settings),
    ...deviceCa(settings),
    ...rootCertificate(settings),
    MOORGATE_SIGNER_SOCKET: prepareSignerSocket(settings.directory),
  },
});

/** The device gateway, which gets no secrets but its own key and certificate, and the keys that gateways share. */
export const deviceGatewayCommand = (
  settings: UpSettings,
  databaseUrl: string,
): ServiceCommand => ({
  name: 'device gateway',
  entry: entryOf('device-gateway'),
  addressVariable: 'MOORGATE_GATEWAY_ADDR',
  metricsAddressVariable: 'MOORGATE_GATEWAY_METRICS_ADDR',
  environment: {
    DATABASE_URL: databaseUrl,
    MOORGATE_GATEWAY_ADDR: formatListenAddress(settings.gatewayAddr),
    ...metricsAt('MOORGATE_GATEWAY_METRICS_ADDR', settings.gatewayMetricsAddr),
    ...(settings.gatewayWorkers === undefined
      ? {}
      : { MOORGATE_GATEWAY_WORKERS: String(settings.gatewayWorkers) }),
    ...content(settings),
    MOORGATE_GATEWAY_KEYS_DIR: settings.directory.gatewayKeys,
    ...serverCertificate(settings),
    ...estCertificates(settings),
    MOORGATE_SIGNER_SOCKET: prepareSignerSocket(settings.directory),
    MOORGATE_GATEWAY_TUNNEL_DIR: prepareTunnelFolder(settings.directory),
  },
});
