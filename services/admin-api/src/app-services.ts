/** What the application stands on, from the configuration and what was opened before it. */
import { type Context, isKnownNetwork } from '@moorgate/auth';
import { passwordPolicyOf } from '@moorgate/config';
import type { SigningServices } from '@moorgate/devices';
import type { AppServices } from './app.ts';
import { openBeaconCaller } from './beacon-settings.ts';
import type { AdminApiConfig } from './config.ts';
import type { FollowedPeople } from './follow-people.ts';
import type { AuditUpkeep } from './keep-audit.ts';
import type { AdminKeys } from './load-keys.ts';
import { createLoginLimiter } from './login-limiter.ts';
import type { LoginProviders } from './login/login-provider.ts';
import type { AdminMetrics } from './metrics.ts';
import { registrationOf } from './registration.ts';
import { createOwnOrigin } from './same-origin.ts';

/** What was opened. */
export interface AppParts {
  /** Content, and what is to be known of it. */
  readonly delivery: AppServices['delivery'];
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  readonly keys: AdminKeys;
  readonly people: FollowedPeople;
  readonly audit: AuditUpkeep;
  readonly metrics: AdminMetrics;
  readonly loginProviders: LoginProviders;
  readonly servesHttps: boolean;
  /** The origin of the listener that asks clients for certificates; null where there is none. */
  readonly mtlsOrigin: string | null;
  readonly rollouts: AppServices['rollouts'];
  readonly updateTails: AppServices['updateTails'];
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
export const appServicesFrom = (config: AdminApiConfig, parts: AppParts): AppServices => {
  const { services, keys, people, audit, metrics, loginProviders, servesHttps, signing } = parts;
  const { delivery, rollouts, updateTails } = parts;
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
    ownOrigin: createOwnOrigin({ publicUrl: config.publicUrl, servesHttps }),
    mtlsOrigin: parts.mtlsOrigin,
    trustedProxies: config.trustedProxies,
    factory,
    delivery,
    rollouts,
    updateTails,
    beaconCaller: openBeaconCaller(config),
    certificateFiles: certificateFilesOf(config),
    limits: { requestsPerSecond: config.requestsPerSecond },
    onAnswer: (answered) => {
      metrics.noteAnswer(answered);
      audit.noteAnswer(answered);
    },
  };
};
