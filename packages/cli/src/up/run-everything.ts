/** Starts PostgreSQL and both services, keeps them running, and stops them in the opposite order. */
import {
  type Context,
  createFirstAdministrator,
  defaultPasswordPolicy,
  loadSealingKeys,
} from '@moorgate/auth';
import { ensureTufKeys } from '@moorgate/delivery';
import { createLogger } from '@moorgate/observability';
import { changeUrl } from '@moorgate/postgres';
import { logInServices, openStore, operatorContext, type Store } from '../store.ts';
import { findGitProgram } from './find-git.ts';
import { keepCertificates } from './keep-certificates.ts';
import { keepPostgres } from './keep-postgres.ts';
import { keepRegistry } from './keep-registry.ts';
import { keepRunning, type KeptService } from './keep-running.ts';
import { preparePki } from './prepare-pki.ts';
import { writeRunningFile } from './running-file.ts';
import { adminApiCommand, deviceGatewayCommand } from './service-commands.ts';
import type { UpSettings } from './settings.ts';

/**
 * Resolves when it was told to stop, by SIGINT, SIGTERM, or SIGHUP of a terminal that was closed, and everything has
 * stopped. Throws when something does not start.
 */
export const runEverything = async (settings: UpSettings): Promise<void> => {
  const stopAsked = untilAskedToStop();
  const store = await openStore(settings.directory, {
    externalUrl: settings.databaseUrl,
    isKeeper: true,
  });
  const services: KeptService[] = [];
  const watches: (() => Promise<void>)[] = [keepPostgres(store)];
  try {
    await preparePki(settings);
    await prepareTuf(store.db, settings);
    watches.push(await keepCertificates(renewingContext(store.db), settings.directory.certs));
    const { adminPassword, passwordPolicy: policy = defaultPasswordPolicy } = settings;
    const password = await createFirstAdministrator(
      operatorContext(store.db),
      adminPassword === undefined ? { policy } : { password: adminPassword, policy },
    );
    const urls = await logInServices(store, settings.directory);
    const gateway = await keepRunning(deviceGatewayCommand(settings, urls.deviceGatewayUrl));
    services.push(gateway);
    const registry = await keepRegistry(settings.directory);
    if (registry !== null) services.push(registry.service);
    const known = {
      ...withGatewayPort(settings, gateway.current().url),
      registryUrl: registry?.url ?? null,
      gitProgram: await findGitProgram(),
    };
    const adminApi = await keepRunning(adminApiCommand(known, urls.adminApiUrl));
    services.push(adminApi);
    announce(settings, { store, adminApi, gateway, registry: registry?.service ?? null, password });
    await stopAsked;
  } finally {
    await Promise.all([
      ...watches.map((stop) => stop()),
      ...services.map((service) => service.stop()),
    ]);
    await store.close();
  }
};

/** The admin API tells devices where the gateway is, and the port may have been left to the system. */
const withGatewayPort = (settings: UpSettings, gatewayUrl: string): UpSettings => ({
  ...settings,
  gatewayAddr: { ...settings.gatewayAddr, port: Number(new URL(gatewayUrl).port) },
});

/** The keys that metadata of updates is signed with, and the first root, where there are none. */
const prepareTuf = async (
  db: Store['db'],
  { directory, factory }: Pick<UpSettings, 'directory' | 'factory'>,
): Promise<void> => {
  const sealingKeys = await loadSealingKeys(directory.keys);
  await ensureTufKeys(operatorContext(db), { factory, sealingKeys });
};

/** A renewal is nobody's request, and worth a line. */
const renewingContext = (db: Store['db']): Context => ({
  ...operatorContext(db),
  log: createLogger({ service: 'moorgate', level: 'info' }),
  principal: { kind: 'system', name: 'certificate renewal' },
});

/** The listeners stay: a second Ctrl-C must not end this process before PostgreSQL, which would be left behind. */
const untilAskedToStop = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.on(signal, () => resolve());
    // A terminal that was closed takes no lines any more; that must not be the end of this process either.
    for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  });

/** What has been started. */
interface Started {
  readonly store: Store;
  readonly adminApi: KeptService;
  readonly gateway: KeptService;
  /** Null where there is none of its own. */
  readonly registry: KeptService | null;
  /** The password that was made for the first administrator. */
  readonly password: string | null;
}

const announce = (settings: UpSettings, { store, password, ...services }: Started): void => {
  const postgres = store.postgresPid();
  const [adminApi, gateway] = [services.adminApi.current(), services.gateway.current()];
  const where = {
    adminUrl: adminApi.url,
    gatewayUrl: gateway.url,
    ...(adminApi.metricsUrl === null ? {} : { adminMetricsUrl: adminApi.metricsUrl }),
    ...(gateway.metricsUrl === null ? {} : { gatewayMetricsUrl: gateway.metricsUrl }),
    databaseUrl: withoutPassword(store.ownerUrl),
    dataDir: settings.directory.root,
  };
  writeRunningFile(settings.directory, { adminUrl: where.adminUrl, gatewayUrl: where.gatewayUrl });
  const lines = settings.json
    ? [
        JSON.stringify({
          event: 'ready',
          ...where,
          ...(password === null ? {} : { adminPassword: password }),
          pids: {
            up: process.pid,
            adminApi: adminApi.pid,
            deviceGateway: gateway.pid,
            ...Object.fromEntries(
              gateway.workers.map((pid, index) => [`gatewayWorker${index + 1}`, pid]),
            ),
            ...(postgres === null ? {} : { postgres }),
            ...registryPids(services.registry),
          },
        }),
      ]
    : forPeople(where, password);
  process.stdout.write(`${lines.join('\n')}\n`);
};

/** The process that keeps the registry, and the registry itself as it was when it was ready. */
const registryPids = (registry: KeptService | null): Record<string, number> => {
  const running = registry?.current();
  const [process] = running?.workers ?? [];
  return running === undefined || process === undefined
    ? {}
    : { registryKeeper: running.pid, registry: process };
};

const forPeople = (where: Record<string, string>, password: string | null): string[] => [
  '',
  `  Admin API   ${where['adminUrl']}`,
  `  Gateway     ${where['gatewayUrl']}`,
  `  Data        ${where['dataDir']}`,
  ...(password === null
    ? []
    : [
        '',
        `  The first administrator is "admin" with the password  ${password}`,
        '  It is shown this once.',
      ]),
  '',
  '  A token for scripts:   ./moorgate token create --user admin --scope devices:read',
  '  A device to try:       ./moorgate device create --uuid <uuid> --out <folder>',
  '  Ctrl-C stops everything.',
  '',
];

/** A database address is printed for tools that connect as somebody who may; the password is not theirs to read. */
const withoutPassword = (url: string): string => changeUrl(url, { password: '' });
