/** What the application stands on, from the configuration and what was opened before it. */
import type { ApplicationServices } from '@moorgate/applications';
import {
  type AuditKeys,
  type Context,
  type DerivationKeys,
  isKnownNetwork,
  type TokenChecks,
  type TokenKeys,
} from '@moorgate/auth';
import type { BeaconCaller } from '@moorgate/beacons';
import type { DockerServices } from '@moorgate/docker-hosts';
import { passwordPolicyOf } from '@moorgate/config';
import type { RegistryReader } from '@moorgate/containers';
import type { RegistrationServices, SigningServices } from '@moorgate/devices';
import type { DialectServices, KeyPairFiles, Limits } from '@moorgate/http';
import type { UpdateTails } from '@moorgate/reports';
import type { AccountDemands } from './accounts.ts';
import { openBeacons } from './beacon-settings.ts';
import type { AdminApiConfig } from './config.ts';
import type { DialectParts } from './dialect-parts.ts';
import type { FollowedPeople } from './follow-people.ts';
import type { ContainersDoor } from './containers/containers-parts.ts';
import type { GitDoor } from './git/git-parts.ts';
import type { AuditUpkeep } from './upkeep/keep-audit.ts';
import type { OpenedBuilds } from './factory/open-builds.ts';
import type { Worker } from './upkeep/keep-working.ts';
import type { AdminKeys } from './load-keys.ts';
import type { LoginParts } from './login/create-login.ts';
import { createLoginLimiter, type LoginLimiter } from './login-limiter.ts';
import type { LoginProviders } from './login/login-provider.ts';
import type { AdminMetrics } from './metrics.ts';
import { registrationOf } from './registration.ts';
import { createOwnOrigin, type OwnOrigin } from './same-origin.ts';
import type { ConsoleFiles } from './web/console-files.ts';

/** What decides how tokens that are shown again look, and where they are. */
export interface DerivedTokenTerms {
  readonly derivationKeys: DerivationKeys;
  readonly usesHexTokens: boolean;
  readonly revealsTokens: boolean;
  readonly admitsQueryTokens: boolean;
}

/** What the application stands on. */
export interface AppServices
  extends Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>, LoginParts {
  readonly tokenChecks: TokenChecks;
  /** Of the tokens that are shown again, and how they look. */
  readonly derived: DerivedTokenTerms;
  /** Dialects that are not served; none unless given. */
  readonly forbiddenDialects?: readonly string[];
  /** False while nobody can be told what they may do; always true unless given. */
  readonly isFollowing?: () => boolean;
  readonly loginLimiter: LoginLimiter;
  readonly accounts: AccountDemands;
  readonly auditKeys: AuditKeys;
  /** Of the tokens with which devices register. */
  readonly enrolmentKeys: TokenKeys;
  readonly ownOrigin: OwnOrigin;
  /** The origin of the listener that asks clients for certificates; null, or absent, where there is none. */
  readonly mtlsOrigin?: string | null;
  /** How many requests each credential may send, and each address without one. */
  readonly limits: Limits;
  /** Addresses and networks whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
  /** What registers devices; null, or absent, where no certificate can be signed. */
  readonly registration?: RegistrationServices | null;
  /** The factory of this installation. */
  readonly factory: string;
  /** The Git repositories of the factory. */
  readonly git: GitDoor;
  /** The registry of container images; null where there is none. */
  readonly containers: ContainersDoor | null;
  /** Builds, and the runs that wait for runners. */
  readonly builds: Pick<OpenedBuilds, 'services' | 'servicesFor' | 'queue'>;
  /** Logs of updates, as many follow them. */
  readonly updateTails: UpdateTails;
  /** Where content is kept, how large an uploaded update may be, and under which host agents name apps. */
  readonly delivery: Pick<DialectParts, 'blobs' | 'archiveLimits' | 'appsHost'>;
  /** What commits rollouts. */
  readonly rollouts: Pick<Worker, 'wake'>;
  /** What publishes targets. */
  readonly targets: Pick<Worker, 'wake'>;
  /** Where images are read from; null where there is no registry. */
  readonly registry: RegistryReader | null;
  /** What calls beacons. */
  readonly beaconCaller: BeaconCaller;
  /** What calls Docker engines through beacons, and what nobody may ask of them. */
  readonly docker: DockerServices;
  /** What requests for operations on applications stand on. */
  readonly applications: ApplicationServices;
  /** Files of certificates whose ends are shown; none unless given. */
  readonly certificateFiles?: readonly string[];
  /** The web console; null, or absent, where it was not built. */
  readonly consoleFiles?: ConsoleFiles | null;
  /** Sees every reply of a dialect; for tests. */
  readonly onReply?: NonNullable<DialectServices['onReply']>;
  /** Sees every request of a dialect once its answer is over. */
  readonly onAnswer?: NonNullable<DialectServices['onAnswer']>;
}

/** What was opened. */
export interface AppParts {
  /** Content, and what is to be known of it. */
  readonly delivery: AppServices['delivery'];
  readonly git: AppServices['git'];
  readonly builds: AppServices['builds'];
  readonly containers: AppServices['containers'];
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  readonly keys: AdminKeys;
  readonly people: FollowedPeople;
  readonly audit: AuditUpkeep;
  readonly metrics: AdminMetrics;
  readonly loginProviders: LoginProviders;
  /** The certificate of the server; null where it serves in clear. */
  readonly tls: KeyPairFiles | null;
  /** The origin of the listener that asks clients for certificates; null where there is none. */
  readonly mtlsOrigin: string | null;
  readonly rollouts: AppServices['rollouts'];
  readonly targets: AppServices['targets'];
  readonly registry: AppServices['registry'];
  readonly updateTails: AppServices['updateTails'];
  readonly consoleFiles: ConsoleFiles | null;
  /** What signs for devices; null without a device CA. */
  readonly signing: SigningServices | null;
}

/** The certificates whose ends are watched: those of this server, each once, and those that it was told. */
export const certificateFilesOf = (config: AdminApiConfig): readonly string[] => {
  const own = [config.tlsCertificateFile, config.mtlsCertificateFile];
  const files = own.filter((file) => file !== undefined);
  return [...new Set([...files, ...config.watchedCertificateFiles])];
};

/** The factory of this installation; under the name that `moorgate up` gives it too where there is no other. */
export const factoryOf = ({ factory }: Pick<AdminApiConfig, 'factory'>): string =>
  factory ?? 'factory';

/** Puts them together. */
export const appServicesFrom = (
  config: AdminApiConfig,
  parts: AppParts,
): Omit<AppServices, 'applications'> => {
  const { services, keys, people, audit, metrics, loginProviders, tls, signing } = parts;
  const { builds, containers, delivery, git, registry, rollouts, targets, updateTails } = parts;
  const factory = factoryOf(config);
  return {
    ...services,
    ...keys,
    tokenChecks: people.tokenChecks,
    derived: {
      derivationKeys: keys.derivationKeys,
      usesHexTokens: config.hexTokens,
      revealsTokens: config.revealTokens,
      admitsQueryTokens: config.queryTokens,
    },
    forbiddenDialects: config.forbiddenDialects,
    isFollowing: people.isFollowing,
    loginLimiter: createLoginLimiter({
      isKnown: (attempt) => isKnownNetwork(services, attempt),
    }),
    accounts: {
      passwordPolicy: passwordPolicyOf(config),
      requiresSecondFactor: config.requireSecondFactor,
    },
    loginProviders,
    registration: registrationOf(config, signing, factory),
    ownOrigin: createOwnOrigin({ publicUrl: config.publicUrl, servesHttps: tls !== null }),
    mtlsOrigin: parts.mtlsOrigin,
    trustedProxies: config.trustedProxies,
    factory,
    git,
    builds,
    containers,
    delivery,
    rollouts,
    targets,
    registry,
    updateTails,
    ...openBeacons(config, parts),
    certificateFiles: certificateFilesOf(config),
    consoleFiles: parts.consoleFiles,
    limits: { requestsPerSecond: config.requestsPerSecond },
    onAnswer: (answered) => {
      metrics.noteAnswer(answered);
      audit.noteAnswer(answered);
    },
  };
};
