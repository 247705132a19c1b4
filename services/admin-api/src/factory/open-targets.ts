/** What publishes targets, from the configuration and what was opened before it. */
import type { SealingKeys } from '@moorgate/auth';
import type { SourceReader } from '@moorgate/builds';
import { createRegistryReader, type RegistryReader } from '@moorgate/containers';
import { type AppServices, factoryOf } from '../app-services.ts';
import type { AdminApiConfig } from '../config.ts';
import { keepTargets } from '../upkeep/keep-targets.ts';
import type { Worker } from '../upkeep/keep-working.ts';
import type { ServerUrl } from './server-url.ts';

/** What it stands on. */
export interface TargetFoundation extends Pick<
  AppServices,
  'db' | 'confirmations' | 'clock' | 'log' | 'delivery' | 'rollouts' | 'containers'
> {
  readonly sealingKeys: SealingKeys;
  /** Null where git is not there. */
  readonly source: SourceReader | null;
  /** Where clients reach this server. */
  readonly server: Pick<ServerUrl, 'url'>;
}

/** What was opened. */
export interface OpenedTargets {
  readonly targets: Worker;
  /** Where images are read from; null where there is no registry. */
  readonly registry: RegistryReader | null;
}

/** Begins to publish targets. */
export const openTargets = (
  config: Pick<AdminApiConfig, 'followTags' | 'factory'>,
  { containers, delivery, server, ...foundation }: TargetFoundation,
): OpenedTargets => {
  const registry = containers === null ? null : createRegistryReader(containers.registry);
  const targets = keepTargets({
    ...foundation,
    registry,
    blobs: delivery.blobs,
    appsHost: delivery.appsHost,
    factory: factoryOf(config),
    followsTags: config.followTags,
    get serverUrl() {
      return server.url;
    },
  });
  return { targets, registry };
};
