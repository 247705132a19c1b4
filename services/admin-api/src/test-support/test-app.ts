/** The application over a database of its own, as tests call it. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AuditKeys,
  type Context,
  createTokenChecks,
  createRole,
  createUser,
  defaultPasswordPolicy,
  drawAuditKeys,
  drawDerivationKeys,
  drawSealingKeys,
  drawTokenKeys,
  isKnownNetwork,
  issueTokenFor,
  listScopes,
  noteRetiredSecret,
  type PasswordPolicy,
  type Scope,
  type SealingKeys,
  scopeSet,
  allScopes,
  type TokenKeys,
} from '@moorgate/auth';
import {
  type BeaconConnectOptions,
  createBeaconCaller,
  createBeaconConnector,
  createNetworkPolicy,
  defaultAllowedNetworks,
  defaultRefusedNetworks,
} from '@moorgate/beacons';
import { createDockerCaller, createLevelWatch, type DockerRefusal } from '@moorgate/docker-hosts';
import { type FolderBlobStore, openBlobStore } from '@moorgate/blobs';
import {
  createWebhookCaller,
  defaultRunLimits,
  type RunLimits,
  type WebhookCallOptions,
} from '@moorgate/builds';
import { createConfirmations, type Db, openDatabase } from '@moorgate/db';
import { defaultArchiveLimits, ensureTufKeys } from '@moorgate/delivery';
import { createReplyCheck, type ReplyCheck, takeUpgrades } from '@moorgate/http';
import { createLogger, createMetrics, type Logger } from '@moorgate/observability';
import { createUpdateTails } from '@moorgate/reports';
import { openSource, type SourceLimits, type SourceStore } from '@moorgate/source';
import { createTestDatabase, frozenClock, type FrozenClock } from '@moorgate/testing';
import { createApp } from '../app.ts';
import type { AppServices } from '../app-services.ts';
import { mayUpgrade } from '../docker/docker-path.ts';
import { keepApplications } from '../upkeep/keep-applications.ts';
import { keepRollouts } from '../upkeep/keep-rollouts.ts';
import { keepTargets } from '../upkeep/keep-targets.ts';
import { createLoginLimiter } from '../login-limiter.ts';
import { openBuilds, type OpenedBuilds } from '../factory/open-builds.ts';
import { createServerUrl } from '../factory/server-url.ts';
import { createOwnOrigin } from '../same-origin.ts';
import { watchAudit } from './audited-operations.ts';
import { openTestRegistration, type TestRegistration } from './test-registration.ts';

/** The factory of the installation. */
export const testFactory = 'acme';

/** The password of every user that `addUser` makes. */
export const testPassword = 'correct horse battery';

export interface TestApp {
  readonly server: Server;
  /** What answers the requests of `server`. */
  readonly answer: RequestListener;
  readonly origin: string;
  readonly db: Db;
  /** The address of the same store with the rights of a gateway. */
  readonly gatewayDatabaseUrl: string;
  readonly clock: FrozenClock;
  readonly keys: TokenKeys;
  readonly auditKeys: AuditKeys;
  readonly enrolmentKeys: TokenKeys;
  readonly sealingKeys: SealingKeys;
  /** Where content is kept. */
  readonly blobs: FolderBlobStore;
  readonly blobsFolder: string;
  /** The store of Git repositories. */
  readonly source: SourceStore;
  readonly builds: OpenedBuilds;
  /** What registers devices, once its CA is trusted. */
  readonly registration: TestRegistration;
  /** The context of the operator on the host. */
  readonly operator: Context;
  readonly check: ReplyCheck;
  /** Makes a user of a new name and answers the name. */
  addUser(scopes?: readonly Scope[]): Promise<string>;
  /** Gives the installation keys to sign metadata with. */
  makeTufKeys(): Promise<void>;
  /** Makes a role; the rights of the operator on the host are enough for every one. */
  addRole(role: Parameters<typeof createRole>[1]): Promise<void>;
  /** Makes a token of a new user, who has every scope, and answers its text. */
  tokenWith(scopes: readonly Scope[]): Promise<string>;
  close(): Promise<void>;
}

/** What a test may want otherwise. */
export interface TestAppOptions {
  readonly trustedProxies?: readonly string[];
  readonly publicUrl?: string;
  /** Where clients with a certificate are answered, as they are told. */
  readonly mtlsOrigin?: string;
  /** Where people log in beside here. */
  readonly loginProviders?: AppServices['loginProviders'];
  /** Gets every line of the log. */
  readonly logLines?: string[];
  /** Without it more requests are served than a test sends. */
  readonly limits?: AppServices['limits'];
  readonly passwordPolicy?: Partial<PasswordPolicy>;
  readonly archiveLimits?: Partial<AppServices['delivery']['archiveLimits']>;
  readonly requiresSecondFactor?: boolean;
  /** What follows from pushes, and who may read beside the holders of tokens. */
  readonly git?: Partial<Omit<AppServices['git'], 'store'>>;
  /** The registry behind the application; none unless given. */
  readonly containers?: AppServices['containers'];
  readonly sourceLimits?: Partial<SourceLimits>;
  /** How much a run leaves. */
  readonly runLimits?: Partial<RunLimits>;
  /** How webhooks of builds are called; nowhere unless said. */
  readonly webhooks?: Partial<WebhookCallOptions>;
  /** How long runners wait where nothing is to be done. */
  readonly runnerWaitMs?: number;
  /** Where no Git is served. */
  readonly hasNoGit?: true;
  /** How tokens that are shown again look, and where they are. */
  readonly derived?: Partial<Omit<AppServices['derived'], 'derivationKeys'>>;
  readonly forbiddenDialects?: readonly string[];
  /** How beacons are called; at every address of this host and of private networks unless said. */
  readonly beacons?: Partial<BeaconConnectOptions>;
  /** What nobody may ask of Docker hosts; nothing unless said. */
  readonly dockerRefuses?: readonly DockerRefusal[];
  /** Sees every reply before it is sent. */
  readonly onReply?: NonNullable<AppServices['onReply']>;
  /** Sees every request once its answer is over. */
  readonly onAnswer?: NonNullable<AppServices['onAnswer']>;
  /** Where images are read from; there is no registry unless given. */
  readonly registry?: AppServices['registry'];
  /** Whether targets are given to the devices that report their tags; they are unless said. */
  readonly followsTags?: boolean;
  /** Files of certificates whose ends are shown. */
  readonly certificateFiles?: readonly string[];
  /** A database that is not there, say. */
  readonly databaseUrl?: string;
}

const unlimited = {
  requestsPerSecond: 1_000_000,
  withoutCredential: { perSecond: 1_000_000, burst: 1_000_000 },
};

let lastNumber = 0;

const loggerInto = (lines: string[] | undefined): Logger =>
  lines === undefined
    ? createLogger({ service: 'test', level: 'silent' })
    : createLogger({ service: 'test', stream: { write: (line) => void lines.push(line) } });

export const startTestApp = async (options: TestAppOptions = {}): Promise<TestApp> => {
  const database = await createTestDatabase();
  const url = options.databaseUrl ?? database.urlFor('moorgate_admin');
  const db = openDatabase({ url, applicationName: 'test' });
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  const log = loggerInto(options.logLines);
  const keys = drawTokenKeys();
  const auditKeys = drawAuditKeys();
  const enrolmentKeys = drawTokenKeys();
  const sealingKeys = drawSealingKeys();
  const derivationKeys = drawDerivationKeys();
  const blobsFolder = await mkdtemp(join(tmpdir(), 'moorgate-app-'));
  const blobs = await openBlobStore(blobsFolder);
  const gitFolder = await mkdtemp(join(tmpdir(), 'moorgate-app-git-'));
  const source = await openSource({
    directory: options.hasNoGit === true ? undefined : gitFolder,
    limits: options.sourceLimits ?? {},
    log,
  });
  const registration = await openTestRegistration({ db, log }, testFactory);
  const check = createReplyCheck();
  const audit = watchAudit();
  const confirmations = createConfirmations(db);
  const rollouts = keepRollouts({ db, confirmations, clock, log, sealingKeys });
  const appsHost = 'gateway.example:8443';
  const registry = options.registry ?? null;
  const targets = keepTargets({
    ...{ db, confirmations, clock, log, sealingKeys, blobs, appsHost, registry, rollouts },
    ...{ factory: testFactory, followsTags: options.followsTags ?? true, source: null },
    serverUrl: 'https://moorgate.example',
  });
  const { publicUrl } = options;
  const where = createServerUrl({ publicUrl, address: '127.0.0.1:0' }, false);
  const builds = openBuilds({
    ...{ db, confirmations, clock, log, sealingKeys, blobs, tokenKeys: keys },
    ...{ databaseUrl: url, sourceStore: source, server: where, allowsNetwork: false },
    limits: { ...defaultRunLimits, ...options.runLimits },
    buildsPerPush: 3,
    waitMs: options.runnerWaitMs ?? 0,
    webhookCaller: createWebhookCaller({
      policy: createNetworkPolicy({ allowed: [], refused: [] }),
      ...options.webhooks,
    }),
  });
  const updateTails = createUpdateTails({ db, log, databaseUrl: url, applicationName: 'test' });
  const policy = createNetworkPolicy({
    allowed: defaultAllowedNetworks,
    refused: defaultRefusedNetworks,
  });
  const connect = createBeaconConnector({ policy, ...options.beacons });
  const docker = {
    dockerCaller: createDockerCaller({ db, sealingKeys, connect }),
    dockerPolicy: new Set(options.dockerRefuses),
    levelWatch: createLevelWatch(db),
  };
  const applications = keepApplications({
    services: { db, confirmations, clock, log },
    docker,
    metrics: createMetrics(),
  });
  const app = createApp({
    db,
    confirmations,
    clock,
    log,
    tokenKeys: keys,
    tokenChecks: createTokenChecks({
      keys,
      derivationKeys,
      onRetired: (ctx, secret) => noteRetiredSecret(ctx, secret, 'revoke'),
    }),
    derived: {
      derivationKeys,
      usesHexTokens: true,
      revealsTokens: true,
      admitsQueryTokens: false,
      ...options.derived,
    },
    forbiddenDialects: options.forbiddenDialects ?? [],
    sealingKeys,
    auditKeys,
    enrolmentKeys,
    loginLimiter: createLoginLimiter({ isKnown: (attempt) => isKnownNetwork({ db }, attempt) }),
    accounts: {
      passwordPolicy: { ...defaultPasswordPolicy, ...options.passwordPolicy },
      requiresSecondFactor: options.requiresSecondFactor ?? false,
    },
    loginProviders: options.loginProviders ?? new Map(),
    ownOrigin: createOwnOrigin({ publicUrl, servesHttps: false }),
    mtlsOrigin: options.mtlsOrigin ?? null,
    trustedProxies: options.trustedProxies ?? [],
    factory: testFactory,
    git: { store: source, ...builds.git, ...options.git },
    builds,
    containers: options.containers ?? null,
    registration: registration.services,
    delivery: {
      blobs,
      archiveLimits: { ...defaultArchiveLimits, ...options.archiveLimits },
      appsHost,
    },
    rollouts,
    targets,
    registry,
    updateTails,
    beaconCaller: createBeaconCaller({ connect }),
    docker,
    applications,
    certificateFiles: options.certificateFiles ?? [],
    limits: options.limits ?? unlimited,
    onReply: (observed) => {
      check.onReply(observed);
      options.onReply?.(observed);
    },
    onAnswer: (answered) => {
      audit.onAnswer(answered);
      options.onAnswer?.(answered);
    },
  });
  const server = createServer({ shouldUpgradeCallback: mayUpgrade }, app);
  const upgrades = takeUpgrades(server, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  where.listensAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const principal = { kind: 'system', name: 'test' } as const;
  const from = { principal, requestId: null, address: null };
  const operator = { db, confirmations, clock, log, ...from };
  const addUser = async (scopes: readonly Scope[] = []): Promise<string> => {
    lastNumber += 1;
    const username = `user${lastNumber}`;
    await createUser(operator, { username, password: testPassword, scopes });
    return username;
  };
  return {
    server,
    answer: app,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    db,
    gatewayDatabaseUrl: database.urlFor('moorgate_gateway'),
    clock,
    keys,
    auditKeys,
    enrolmentKeys,
    sealingKeys,
    blobs,
    blobsFolder,
    source,
    builds,
    registration,
    operator,
    check,
    addUser,
    makeTufKeys: async () =>
      void (await ensureTufKeys(operator, { factory: testFactory, sealingKeys })),
    addRole: async (role) => void (await createRole(operator, role)),
    tokenWith: async (scopes) => {
      const username = await addUser(listScopes(scopeSet(allScopes)));
      const request = { username, name: 'test', scopes };
      return (await issueTokenFor(operator, keys, request)).token;
    },
    close: async () => {
      updateTails.close();
      builds.queue.close();
      upgrades.close();
      await new Promise((resolve) => server.close(resolve));
      await applications.close();
      await targets.close();
      await rollouts.close();
      await audit.check(db).finally(async () => {
        await rm(blobsFolder, { recursive: true });
        await rm(gitFolder, { recursive: true });
        await registration.close();
        await db.destroy();
        await database.drop();
      });
    },
  };
};

/** The `Cookie` header that a browser sends after this `Set-Cookie`. */
export const cookieOf = (headers: Readonly<Record<string, unknown>>): string => {
  const [first] = headers['set-cookie'] as string[];
  return first!.split(';')[0]!;
};
