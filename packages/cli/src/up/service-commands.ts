/** How each service is started: its entry, and the environment that tells it what it needs. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatListenAddress, isLoopback, type ListenAddress } from '@moorgate/config';
import type { UpSettings } from './settings.ts';
import type { ServiceCommand } from './services.ts';

/** The compiled entry of a service. */
const entryOf = (service: 'admin-api' | 'device-gateway'): string =>
  fileURLToPath(import.meta.resolve(`@moorgate/${service}/main`));

const serverCertificate = ({ directory }: UpSettings): Record<string, string> => ({
  MOORGATE_TLS_KEY: join(directory.certs, 'tls.key'),
  MOORGATE_TLS_CERT: join(directory.certs, 'tls.pem'),
});

/** Nothing for an address that was not given. */
const metricsAt = (variable: string, address: ListenAddress | undefined): Record<string, string> =>
  address === undefined ? {} : { [variable]: formatListenAddress(address) };

/** The admin API: in clear on loopback, where a terminal and a browser reach it, HTTPS everywhere else. */
export const adminApiCommand = (settings: UpSettings, databaseUrl: string): ServiceCommand => ({
  name: 'admin API',
  entry: entryOf('admin-api'),
  addressVariable: 'MOORGATE_ADMIN_ADDR',
  metricsAddressVariable: 'MOORGATE_ADMIN_METRICS_ADDR',
  environment: {
    DATABASE_URL: databaseUrl,
    MOORGATE_ADMIN_ADDR: formatListenAddress(settings.adminAddr),
    ...metricsAt('MOORGATE_ADMIN_METRICS_ADDR', settings.adminMetricsAddr),
    MOORGATE_KEYS_DIR: settings.directory.keys,
    MOORGATE_DEVICE_CAS: join(settings.directory.certs, 'cas.pem'),
    MOORGATE_FACTORY: settings.factory,
    MOORGATE_INSECURE_HTTP: String(settings.insecureHttp),
    ...(isLoopback(settings.adminAddr) || settings.insecureHttp ? {} : serverCertificate(settings)),
  },
});

/** The device gateway, which gets no folder of secrets but its own key and certificate. */
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
    ...serverCertificate(settings),
  },
});
