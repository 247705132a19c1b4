/** What a factory has beside its devices: sources, images, builds and targets, each of which knows of others. */
import type { Context } from '@moorgate/auth';
import type { Metrics } from '@moorgate/observability';
import { createIsReferenced } from '@moorgate/targets';
import { type AppServices, factoryOf } from '../app-services.ts';
import type { AdminApiConfig } from '../config.ts';
import { openContainers } from '../containers/open-containers.ts';
import { openGit } from '../git/open-git.ts';
import { keepBuilds } from '../upkeep/keep-builds.ts';
import { keepRecords } from '../upkeep/keep-records.ts';
import { pruneBuilds } from '../upkeep/prune-builds.ts';
import type { AdminKeys } from '../load-keys.ts';
import { buildRetentionOf } from './build-settings.ts';
import { openConfiguredBuilds } from './open-builds.ts';
import { openTargets } from './open-targets.ts';
import { adviceOnServerUrl, createServerUrl } from './server-url.ts';

/** What it stands on. */
export interface FactoryFoundation extends Pick<AppServices, 'delivery' | 'rollouts'> {
  readonly services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>;
  readonly keys: AdminKeys;
  readonly metrics: Metrics;
  readonly servesHttps: boolean;
}

/** All of it, as the application has it. */
export interface OpenedFactory extends Pick<
  AppServices,
  'git' | 'containers' | 'builds' | 'targets' | 'registry'
> {
  /** Says at which origin the server listens; from then on it is looked for builds that are missing. */
  begin(origin: string): void;
  /** Ends what goes on beside requests. */
  close(): Promise<void>;
}

/** Opens it. Rejects as its parts do, with nothing left open. */
export const openFactory = async (
  config: AdminApiConfig,
  { services, keys, delivery, rollouts, metrics, servesHttps }: FactoryFoundation,
): Promise<OpenedFactory> => {
  const { sealingKeys } = keys;
  const server = createServerUrl(config, servesHttps);
  const door = await openContainers(config, { ...services, sealingKeys });
  const { git, close: closeGit } = await openGit(config, services, metrics);
  const built = { services, keys, delivery, server, sourceStore: git.store };
  const builds = openConfiguredBuilds(config, built);
  const authenticators = [builds.authenticateRun];
  const isReferenced = createIsReferenced(services);
  const containers = door && { ...door, authenticators, isReferenced };
  const { source } = builds.services;
  const publishing = { containers, delivery, rollouts, source, server, sealingKeys };
  const factory = factoryOf(config);
  const ends = [
    keepRecords({ ...services, source: git.store }, door?.registry ?? null),
    pruneBuilds({ services, metrics, factory, retention: buildRetentionOf(config) }),
  ];
  const { targets, registry } = openTargets(config, { ...services, ...publishing });
  let endBuilds: (() => Promise<void>) | null = null;
  return {
    git: { ...git, ...builds.git },
    containers,
    builds,
    targets,
    registry,
    begin: (origin) => {
      server.listensAt(origin);
      const advice = adviceOnServerUrl(config, server.url);
      if (advice !== null) services.log.warn(advice);
      endBuilds = keepBuilds({ ...services, builds: builds.services, factory });
    },
    close: async () => {
      await endBuilds?.();
      await targets.close();
      for (const end of ends) await end();
      await closeGit();
    },
  };
};
