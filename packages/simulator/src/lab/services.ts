/** The services under measurement, started as `moorgate up` starts them. */
import { open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  adminApiCommand,
  deviceGatewayCommand,
  type RunningService,
  type ServiceCommand,
  startService,
} from '@moorgate/cli';
import { serviceRoles } from '@moorgate/db';
import { say } from '../progress.ts';
import { factory } from './credentials.ts';
import type { Lab } from './lab.ts';
import type { BenchDatabase } from './store.ts';

const anyPort = { host: '127.0.0.1', port: 0 } as const;

/** What a gateway may have otherwise than usual. */
export interface GatewayOptions {
  /** Processes that serve devices; one unless given. */
  readonly workers?: number;
  /** Whether devices may resume sessions. */
  readonly sessionTickets?: boolean;
  /** How long a connection may rest; as long as usual unless given. */
  readonly keepAliveTimeoutMs?: number;
}

/** What stands behind an admin API. */
export interface AdminApiOptions {
  /** The path of git; that of the system unless given. */
  readonly gitProgram?: string;
  /** The registry of container images; none unless given. */
  readonly registryUrl?: string;
}

let lastSigner = 0;

/** Several admin APIs run beside each other, and each answers for its signer at a socket of its own. */
const ownSignerSocket = ({ environment }: ServiceCommand): string => {
  lastSigner += 1;
  return join(dirname(environment['MOORGATE_SIGNER_SOCKET']!), `signer-${lastSigner}.sock`);
};

/** One client asks as often as it can. */
const requestsPerSecondMax = '100000';

/** What `moorgate up` would have been told; ports are drawn by the system. */
const settingsOf = (lab: Lab, gatewayWorkers: number) =>
  ({
    directory: lab.directory,
    databaseUrl: undefined,
    adminPassword: undefined,
    adminAddr: anyPort,
    gatewayAddr: anyPort,
    dnsNames: ['localhost'],
    factory,
    gatewayWorkers,
    adminHttps: false,
    insecureHttp: false,
    json: false,
  }) as const;

/** How a device gateway is started on a database. */
export const gatewayCommandOn = (
  lab: Lab,
  database: BenchDatabase,
  { workers = 1, sessionTickets = false, keepAliveTimeoutMs }: GatewayOptions = {},
): ServiceCommand => {
  const url = database.urlFor(serviceRoles.deviceGateway);
  const command = deviceGatewayCommand(settingsOf(lab, workers), url);
  const environment = {
    ...command.environment,
    MOORGATE_GATEWAY_SESSION_TICKETS: String(sessionTickets),
    ...(keepAliveTimeoutMs === undefined
      ? {}
      : { MOORGATE_GATEWAY_KEEP_ALIVE_TIMEOUT_MS: String(keepAliveTimeoutMs) }),
  };
  return { ...command, environment };
};

/** How an admin API is started on a database. */
export const adminApiCommandOn = (
  lab: Lab,
  database: BenchDatabase,
  options: AdminApiOptions = {},
): ServiceCommand => {
  const settings = { ...settingsOf(lab, 1), ...options };
  const command = adminApiCommand(settings, database.urlFor(serviceRoles.adminApi));
  const own = {
    MOORGATE_REQUESTS_PER_SECOND: requestsPerSecondMax,
    MOORGATE_SIGNER_SOCKET: ownSignerSocket(command),
  };
  return { ...command, environment: { ...command.environment, ...own } };
};

/**
 * Starts a service, with its log in a file, where an operator would have it too; the lab's cleanup stops it if nobody has.
 * When it does not start, the last lines of the log are said.
 */
export const start = async (lab: Lab, command: ServiceCommand): Promise<RunningService> => {
  const file = join(lab.directory.root, `${command.name.replace(' ', '-')}.log`);
  const log = await open(file, 'a');
  try {
    const service = await startService({ ...command, logDescriptor: log.fd });
    await lab.cleanup.defer(() => service.stop());
    return service;
  } catch (error) {
    say(`the log of the ${command.name} ends with\n${await lastLines(file)}`);
    throw error;
  } finally {
    // The service has a descriptor of its own.
    await log.close();
  }
};

const lastLines = async (file: string): Promise<string> =>
  (await readFile(file, 'utf8')).trimEnd().split('\n').slice(-10).join('\n');

/** The port that a service was given. */
export const portOf = (url: string): number => Number(new URL(url).port);
