/** Starts the admin API from its configuration. */
import type { RequestListener } from 'node:http';
import type { Context } from '@moorgate/auth';
import {
  isLoopback,
  type ListenAddress,
  parseListenAddress,
  parseNetworks,
} from '@moorgate/config';
import type { RenewalServices } from '@moorgate/delivery';
import type { KeyPair, KeyPairFiles } from '@moorgate/http';
import { createLogger, type Metrics, systemClock } from '@moorgate/observability';
import { createUpdateTails, type UpdateTails } from '@moorgate/reports';
import { createApp } from './app.ts';
import { type AppParts, appServicesFrom, certificateFilesOf } from './app-services.ts';
import type { AdminApiConfig } from './config.ts';
import { followDeviceCas } from './follow-device-cas.ts';
import { mayUpgrade } from './docker/docker-path.ts';
import { type FollowedPeople, followPeople } from './follow-people.ts';
import { type AuditTerms, keepAudit } from './upkeep/keep-audit.ts';
import { keepApplications } from './upkeep/keep-applications.ts';
import { keepFeedShort } from './upkeep/keep-feed-short.ts';
import { keepRollouts } from './upkeep/keep-rollouts.ts';
import { keepTokensTidy } from './upkeep/keep-tokens-tidy.ts';
import { type ListenOptions, openListener } from './listener.ts';
import { type AdminKeys, loadKeys } from './load-keys.ts';
import { openContent } from './open-content.ts';
import { openFactory } from './factory/open-factory.ts';
import { openProviders } from './login/open-providers.ts';
import { openMtlsListener } from './mtls-listener.ts';
import { createAdminMetrics } from './metrics.ts';
import { openStore, type Store } from './open-store.ts';
import { openPrivatePort } from './private-port.ts';
import { openSigner } from './signer/open-signer.ts';
import { keepMetadataFresh } from './upkeep/renew-metadata.ts';
import { sweepAnswers } from './upkeep/sweep-answers.ts';
import { sweepProofs } from './upkeep/sweep-proofs.ts';
import { watchCertificates } from './watch-certificates.ts';
import { consoleFolder, readConsoleFiles } from './web/console-files.ts';

/** A running admin API. */
export interface AdminApi {
  readonly url: string;
  /** Where those who watch it ask; null where no such address is configured. */
  readonly metricsUrl: string | null;
  /** Stops gracefully: requests end, connections and the pool are closed. */
  close(): Promise<void>;
}

/**
 * Starts it; resolves when it answers. Throws one sentence for a person when the address would be served in clear beyond
 * loopback, when a file of TLS or of login providers is missing or wrong, when a trusted proxy is no network, and when the
 * address is taken. It starts without a database and answers 503 until there is one.
 */
export const startAdminApi = async (config: AdminApiConfig): Promise<AdminApi> => {
  const tls = tlsFilesOf(config);
  const address = checkAddresses(config, tls);
  const log = createLogger({ service: 'admin-api', level: config.logLevel });
  const keys = await loadKeys(config);
  const loginProviders = openProviders(config);
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const undo of opened.splice(0).reverse()) await undo();
  };
  try {
    const metrics = createAdminMetrics();
    const store = openStore(config.databaseUrl, log, metrics.noteConfirmation);
    opened.push(store.close);
    const services = { db: store.db, confirmations: store.confirmations, clock: systemClock, log };
    const people = followOwners(config, { services, keys, metrics });
    opened.push(people.close);
    await people.begun;
    const audit = keepAudit(services, auditTermsOf(config, keys));
    opened.push(audit.close);
    const { enrolmentKeys } = keys;
    const signer = await openSigner(config, { store, services, tls, enrolmentKeys });
    opened.push(signer.close);
    const content = await openContent(config, services);
    opened.push(content.close);
    const renewing = { ...services, sealingKeys: keys.sealingKeys };
    const rollouts = keepRollouts(renewing);
    opened.push(rollouts.close);
    const updateTails = openTails(config, services);
    const founded = { ...content, services, keys, rollouts, metrics: metrics.metrics };
    const factory = await openFactory(config, { ...founded, servesHttps: tls !== null });
    opened.push(factory.close);
    const consoleFiles = await readConsoleFiles(consoleFolder());
    const made = { services, keys, people, audit, metrics, updateTails, rollouts, consoleFiles };
    const parts = { ...content, ...factory, ...made };
    const mtls = await openMtlsListener(config, log, (request, response) => {
      app(request, response);
    });
    opened.push(mtls.close);
    const origins = { tls, mtlsOrigin: mtls.origin };
    const opening = { ...parts, ...origins, loginProviders, signing: signer.signing };
    const app = openApp(config, opening, opened);
    opened.push(await followCas(config, services), ...keepHouse(config, renewing, metrics.metrics));
    const urls = await listenOn(config, { address, tls, log, parts, store, opened }, app);
    factory.begin(urls.url);
    log.info({ ...urls, mtlsUrl: mtls.origin }, 'admin API listens');
    return { ...urls, close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** The application; what carries out the operations that it is asked for is added to what was opened. */
const openApp = (
  config: AdminApiConfig,
  parts: AppParts,
  opened: (() => Promise<void> | void)[],
): ReturnType<typeof createApp> => {
  const appServices = appServicesFrom(config, parts);
  const { docker } = appServices;
  const { services, metrics } = parts;
  const applications = keepApplications({ services, docker, metrics: metrics.metrics });
  opened.push(applications.close);
  return createApp({ ...appServices, applications });
};

/** Opens the ordinary address and the private one; what closes them is added to what was opened. */
const listenOn = async (
  { metricsAddress }: AdminApiConfig,
  opening: Pick<ListenOptions, 'address' | 'tls' | 'log'> & {
    readonly parts: Pick<AppParts, 'builds' | 'updateTails' | 'services' | 'metrics'>;
    readonly store: Store;
    readonly opened: (() => Promise<void> | void)[];
  },
  answer: RequestListener,
): Promise<Pick<AdminApi, 'url' | 'metricsUrl'>> => {
  const { address, tls, log, store, opened } = opening;
  const { builds, updateTails, services, metrics } = opening.parts;
  const onKeyPair = ({ cert }: KeyPair): void => metrics.noteServerCertificate(cert);
  const listener = await openListener({ address, tls, log, onKeyPair, mayUpgrade }, answer);
  // Tails, and runners that wait, end before the listener waits for the end of its requests.
  opened.push(listener.close, updateTails.close, builds.queue.close);
  const watched = { address: metricsAddress, metrics, store, services };
  const privatePort = await openPrivatePort(watched);
  opened.push(privatePort.close);
  return { url: listener.url, metricsUrl: privatePort.url };
};

const openTails = (
  { databaseUrl }: AdminApiConfig,
  services: Pick<Context, 'db' | 'log'>,
): UpdateTails =>
  createUpdateTails({ ...services, databaseUrl, applicationName: 'moorgate admin-api tails' });

const followOwners = (
  { databaseUrl, tokenReusePolicy: reusePolicy, sessionRestMinutes }: AdminApiConfig,
  { services, keys, metrics }: Pick<AppParts, 'services' | 'keys' | 'metrics'>,
): FollowedPeople =>
  followPeople({
    ...services,
    databaseUrl,
    keys: keys.tokenKeys,
    derivationKeys: keys.derivationKeys,
    reusePolicy,
    sessionRestMinutes,
    metrics,
  });

/** Begins what goes on beside requests; answers what ends it. */
const keepHouse = (
  config: AdminApiConfig,
  services: RenewalServices & Parameters<typeof watchEnds>[1],
  metrics: Metrics,
): (() => Promise<void> | void)[] => [
  keepFeedShort(services),
  sweepAnswers(services),
  sweepProofs(services),
  keepTokensTidy(services),
  watchEnds(config, services, metrics),
  keepMetadataFresh({ services, metrics }),
];

const auditTermsOf = (config: AdminApiConfig, { auditKeys }: AdminKeys): AuditTerms => ({
  keys: auditKeys,
  checkpointFile: config.auditCheckpointFile,
  retentionDays: config.auditRetentionDays,
});

/** Where to listen. Throws for an address that is none, that may not be listened on in clear, and for proxies that are none. */
const checkAddresses = (config: AdminApiConfig, tls: KeyPairFiles | null): ListenAddress => {
  const address = parseListenAddress(config.address);
  // Express would believe the same ones, but says less clearly what is wrong.
  parseNetworks(config.trustedProxies);
  if (tls !== null || config.insecureHttp || isLoopback(address)) return address;
  throw new Error(
    `the admin API does not listen in clear on ${address.host}: set MOORGATE_TLS_KEY and MOORGATE_TLS_CERT, or MOORGATE_INSECURE_HTTP=true behind a proxy that speaks HTTPS`,
  );
};

const followCas = (
  config: AdminApiConfig,
  services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
): Promise<() => Promise<void>> => {
  const { deviceCasFile: path, factory, enrolmentPolicy } = config;
  if (path === undefined) return Promise.resolve(() => Promise.resolve());
  const principal = { kind: 'system', name: 'device CA file' } as const;
  const ctx = { ...services, principal, requestId: null, address: null };
  return followDeviceCas(ctx, { path, factory, enrolmentPolicy });
};

const watchEnds = (
  config: AdminApiConfig,
  services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
  metrics: Metrics,
): (() => void) => {
  const principal = { kind: 'system', name: 'certificate watch' } as const;
  const ctx = { ...services, principal, requestId: null, address: null };
  return watchCertificates({ ctx, files: certificateFilesOf(config), metrics });
};

const tlsFilesOf = ({ tlsKeyFile, tlsCertificateFile }: AdminApiConfig): KeyPairFiles | null => {
  if (tlsKeyFile === undefined && tlsCertificateFile === undefined) return null;
  if (tlsKeyFile === undefined || tlsCertificateFile === undefined)
    throw new Error('MOORGATE_TLS_KEY and MOORGATE_TLS_CERT are set together or not at all');
  return { tlsKeyFile, tlsCertificateFile };
};
