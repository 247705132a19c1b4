/** Starts the registry with all that keeps it. */
import { access } from 'node:fs/promises';
import { controlSocketOf } from '@moorgate/containers';
import { createLogger } from '@moorgate/observability';
import type { ContainerRegistryConfig } from './config.ts';
import { openControlSocket } from './control-socket.ts';
import { keepCollections } from './keep-collections.ts';
import { makeRegistryFolders } from './registry-configuration.ts';
import { openRegistryLine } from './registry-line.ts';

/** A running registry. */
export interface ContainerRegistry {
  /** `unix:` and the path of its socket. */
  readonly url: string;
  /** The process that answers now. */
  pid(): number;
  /** Settles, with the reason, when it has ended without having been asked to. */
  readonly broken: Promise<string>;
  close(): Promise<void>;
}

/** What is under way at the end may take so long. */
const stopGraceMs = 4_000;

/** Rejects with one sentence for a person when something is missing, or the registry does not start. */
export const startContainerRegistry = async (
  config: ContainerRegistryConfig,
): Promise<ContainerRegistry> => {
  const log = createLogger({ service: 'container-registry', level: config.logLevel });
  await access(config.tokenCaFile).catch(() => {
    throw new Error(`${config.tokenCaFile}, the CA of tokens for the registry, is not there`);
  });
  await makeRegistryFolders(config.directory);
  const line = await openRegistryLine({ config, log });
  const collections = await keepCollections({ config, log }, line);
  const closeControl = await openControlSocket(controlSocketOf(config.socket), collections);
  log.info({ socket: config.socket }, 'the registry answers');
  return {
    url: `unix:${config.socket}`,
    pid: line.pid,
    broken: line.broken,
    close: async () => {
      await closeControl();
      await Promise.all([collections.close(), line.stop(stopGraceMs)]);
    },
  };
};
