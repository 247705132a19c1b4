/** What builds stand on in this process, and who else has to know of them. */
import type { Context, SealingKeys, TokenKeys } from '@moorgate/auth';
import type { BlobStore } from '@moorgate/blobs';
import {
  announcePush,
  createRunQueue,
  enqueuePush,
  findRunCredential,
  isRunCredentialText,
  type RunLimits,
  type RunQueue,
  type SourceReader,
  type WebhookCaller,
  type WebhookServices,
} from '@moorgate/builds';
import { registryHostOf, type RegistryAuthenticator } from '@moorgate/containers';
import { DomainError } from '@moorgate/errors';
import { listReferences, readCommit, readRepositoryFile, type SourceStore } from '@moorgate/source';
import { type BuildConfig, openWebhookCaller, runLimitsOf } from './build-settings.ts';
import { linesOfPush } from './lines-of-push.ts';
import type { GitDoor } from '../git/git-parts.ts';
import type { ServerUrl } from './server-url.ts';

/** What builds are made of. */
export interface BuildParts extends Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'> {
  readonly databaseUrl: string;
  readonly sealingKeys: SealingKeys;
  readonly tokenKeys: TokenKeys;
  readonly blobs: BlobStore;
  readonly sourceStore: SourceStore;
  readonly server: Pick<ServerUrl, 'url' | 'of'>;
  readonly limits: RunLimits;
  readonly buildsPerPush: number;
  readonly allowsNetwork: boolean;
  readonly webhookCaller: WebhookCaller;
  /** How long runners wait where nothing is to be done; 25 seconds unless said. */
  readonly waitMs?: number;
}

/** Builds, as the application has them. */
export interface OpenedBuilds {
  /** Its addresses are those of the server at each time; not to be copied. */
  readonly services: WebhookServices;
  /** The same for a client that calls this server so in its header `Host`: addresses that it is told are those that it knows. */
  servicesFor(host: string | undefined): WebhookServices;
  readonly queue: RunQueue;
  /** What follows from pushes, and what runs may clone. */
  readonly git: Pick<
    Required<GitDoor>,
    'onReferencesAsked' | 'onReferencesMoved' | 'findRunCredential'
  >;
  /** Knows the credentials of runs. */
  readonly authenticateRun: RegistryAuthenticator;
}

/** A repository that was never made is one without references. */
const withoutRepository = async <T>(read: Promise<T>, otherwise: T): Promise<T> => {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'git_repository_not_found') return otherwise;
    throw error;
  }
};

/** Reads the repositories of this installation; null where git is not there. */
export const sourceReaderOf = (
  { db, confirmations, clock, log }: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
  source: SourceStore,
): SourceReader | null => {
  if (source.git === null) return null;
  const services = { db, confirmations, clock, log, source };
  return {
    readFile: (file) => withoutRepository(readRepositoryFile(services, file), undefined),
    listReferences: (place) =>
      withoutRepository<ReadonlyMap<string, string>>(listReferences(services, place), new Map()),
    readCommit: (place) => withoutRepository(readCommit(services, place), undefined),
  };
};

/** What a run may do in the registry: pull from its factory, and push where it publishes. */
const authenticatorOf =
  (
    services: Pick<Context, 'db' | 'clock'> & Pick<WebhookServices, 'tokenKeys'>,
  ): RegistryAuthenticator =>
  async (secret) => {
    if (!isRunCredentialText(secret)) return undefined;
    const credential = await findRunCredential(services, secret);
    if (credential === undefined) return undefined;
    const { runId, factory, repositories } = credential;
    const pushes = repositories.includes(`${factory}/*`);
    return {
      subject: `run ${runId}`,
      principal: { kind: 'system', name: `run ${runId}` },
      factory,
      grants: [{ actions: pushes ? ['pull', 'push'] : ['pull'], repositories: null }],
    };
  };

/** Opens them. Nothing is done before somebody asks. */
export const openBuilds = (parts: BuildParts): OpenedBuilds => {
  const { db, clock, log, databaseUrl, server, tokenKeys } = parts;
  const services: WebhookServices = {
    sealingKeys: parts.sealingKeys,
    tokenKeys,
    blobs: parts.blobs,
    source: sourceReaderOf(parts, parts.sourceStore),
    limits: parts.limits,
    buildsPerPush: parts.buildsPerPush,
    allowsNetwork: parts.allowsNetwork,
    webhookCaller: parts.webhookCaller,
    get serverUrl() {
      return server.url;
    },
    get registryHost() {
      return registryHostOf(server.url);
    },
  };
  const servicesFor = (host: string | undefined): WebhookServices => {
    const serverUrl = server.of(host);
    return { ...services, serverUrl, registryHost: registryHostOf(serverUrl) };
  };
  const { waitMs } = parts;
  const applicationName = 'moorgate admin-api run queue';
  const queue = createRunQueue({
    log,
    databaseUrl,
    applicationName,
    ...(waitMs === undefined ? {} : { waitMs }),
  });
  return {
    services,
    servicesFor,
    queue,
    git: {
      onReferencesAsked: (ctx, push) => announcePush(ctx, services, push),
      onReferencesMoved: async (ctx, { host, ...push }) => {
        const asked = servicesFor(host);
        return linesOfPush(asked, push, await enqueuePush(ctx, asked, push));
      },
      findRunCredential: (secret) => findRunCredential({ db, clock, tokenKeys }, secret),
    },
    authenticateRun: authenticatorOf({ db, clock, tokenKeys }),
  };
};

/** What a configured service has for them. */
export interface BuildFoundation {
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  readonly keys: Pick<BuildParts, 'sealingKeys' | 'tokenKeys'>;
  readonly delivery: Pick<BuildParts, 'blobs'>;
  readonly server: BuildParts['server'];
  readonly sourceStore: SourceStore;
}

/** Opens them with the limits and the policy of the configuration. Throws as `openWebhookCaller`. */
export const openConfiguredBuilds = (
  config: BuildConfig & { readonly databaseUrl: string },
  { services, keys, delivery, server, sourceStore }: BuildFoundation,
): OpenedBuilds =>
  openBuilds({
    ...services,
    ...{ server, sourceStore, blobs: delivery.blobs },
    databaseUrl: config.databaseUrl,
    sealingKeys: keys.sealingKeys,
    tokenKeys: keys.tokenKeys,
    limits: runLimitsOf(config),
    buildsPerPush: config.buildsPerPush,
    allowsNetwork: config.buildNetwork,
    webhookCaller: openWebhookCaller(config),
  });
