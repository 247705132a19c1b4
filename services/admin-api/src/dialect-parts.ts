/** What dialects are made of: each takes the parts that it needs. */
import type { ApplicationServices } from '@moorgate/applications';
import type {
  AuditKeys,
  DerivedTokenServices,
  SealingKeys,
  TokenChecks,
  TokenKeys,
} from '@moorgate/auth';
import type { BeaconCaller } from '@moorgate/beacons';
import type { BlobStore } from '@moorgate/blobs';
import type { RegistryReader } from '@moorgate/containers';
import type { ArchiveLimits } from '@moorgate/delivery';
import type { RegistrationServices } from '@moorgate/devices';
import type { DockerCaller, DockerPolicy, LevelWatch } from '@moorgate/docker-hosts';
import type { Manners } from '@moorgate/http';
import type { UpdateTails } from '@moorgate/reports';
import type { SourceStore } from '@moorgate/source';
import type { AccountDemands } from './accounts.ts';
import type { OpenedBuilds } from './factory/open-builds.ts';
import type { Worker } from './upkeep/keep-working.ts';
import type { ContainersDoor } from './containers/containers-parts.ts';
import type { LeakLimiter } from './leak-limiter.ts';
import type { LoginServices } from './login/begin-login.ts';
import type { LoginLimiter } from './login-limiter.ts';
import type { OwnOrigin } from './same-origin.ts';
import type { SessionCookie } from './session-cookie.ts';

/** Every part. */
export interface DialectParts {
  readonly tokenKeys: TokenKeys;
  readonly sealingKeys: SealingKeys;
  readonly auditKeys: AuditKeys;
  /** Of the tokens with which devices register; the gateways have them too. */
  readonly enrolmentKeys: TokenKeys;
  readonly tokenChecks: TokenChecks;
  /** What makes tokens that are shown again, and whether they are. */
  readonly derivedTokens: DerivedTokenServices;
  /** Whether new ones of them are hexadecimal digits alone. */
  readonly usesHexTokens: boolean;
  /** Whether dialects that know tokens in a query take them there. */
  readonly admitsQueryTokens: boolean;
  readonly loginLimiter: LoginLimiter;
  readonly leakLimiter: LeakLimiter;
  readonly sessionCookie: SessionCookie;
  readonly accounts: AccountDemands;
  /** Logins through providers. */
  readonly login: LoginServices;
  /** The factory of this installation, whose updates and roots the dialects are about. */
  readonly factory: string;
  /** Where Git repositories are kept. */
  readonly source: SourceStore;
  /** The registry of container images; null where there is none. */
  readonly containers: ContainersDoor | null;
  /** Where content is kept. */
  readonly blobs: BlobStore;
  /** How large an uploaded update may be. */
  readonly archiveLimits: ArchiveLimits;
  /** `host` or `host:port` of the gateway, under which agents name apps. */
  readonly appsHost: string;
  /** What registers devices; null where no certificate can be signed. */
  readonly registration: RegistrationServices | null;
  /** What commits rollouts; told when there may be something to do. */
  readonly rollouts: Pick<Worker, 'wake'>;
  /** What publishes targets; told when there may be something to do. */
  readonly targets: Pick<Worker, 'wake'>;
  /** Where images are read from; null where there is no registry. */
  readonly registry: RegistryReader | null;
  /** Builds, and the runs that wait for runners. */
  readonly builds: Pick<OpenedBuilds, 'services' | 'servicesFor' | 'queue'>;
  /** Logs of updates, as many follow them. */
  readonly updateTails: UpdateTails;
  /** What calls beacons, at addresses that the operator’s policy permits. */
  readonly beaconCaller: BeaconCaller;
  /** What calls Docker engines through beacons. */
  readonly dockerCaller: DockerCaller;
  /** What requests for operations on applications stand on. */
  readonly applications: ApplicationServices;
  /** What nobody may ask of a Docker engine. */
  readonly dockerPolicy: DockerPolicy;
  /** What notices that somebody may not use a beacon any more. */
  readonly levelWatch: LevelWatch;
  /** Files of certificates whose ends are shown. */
  readonly certificateFiles: readonly string[];
  /** Where this server is, for browsers. */
  readonly ownOrigin: OwnOrigin;
  /** The origin of the listener that asks clients for certificates; null, or absent, where there is none. */
  readonly mtlsOrigin?: string | null;
  /** Limits, and work that is done once; one set for all dialects. */
  readonly manners: Manners;
}
