/** The configuration of the CNCF registry, version 2.8, and the files that it is in. */
import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { storeService, tokenIssuer } from '@moorgate/containers';
import type { ContainerRegistryConfig } from './config.ts';

/** What decides about a process of the registry. */
export interface RegistryMode {
  /** Where it answers. */
  readonly socketPath: string;
  /** Whether it refuses to write. */
  readonly isReadOnly: boolean;
}

/** What there is in the folder of the registry. */
export interface RegistryFolders {
  readonly images: string;
  readonly settings: string;
  /** How the last collection ended. */
  readonly lastCollection: string;
}

/** Where that is. */
export const registryFolders = (directory: string): RegistryFolders => ({
  images: join(directory, 'images'),
  settings: join(directory, 'settings'),
  lastCollection: join(directory, 'settings', 'last-collection.json'),
});

const secretName = 'upload-secret';

/** Longer than anything waits: it is this service that ends a process that takes too long. */
const drainTimeout = '3600s';

/** JSON is YAML. Nothing answers with an address of its own, and nothing is remembered of blobs that a collection removes. */
const contentOf = (
  config: ContainerRegistryConfig,
  { socketPath, isReadOnly }: RegistryMode,
  secret: string,
): object => ({
  version: '0.1',
  log: { level: 'warn', formatter: 'json', accesslog: { disabled: true } },
  storage: {
    filesystem: { rootdirectory: registryFolders(config.directory).images },
    delete: { enabled: true },
    maintenance: {
      uploadpurging: {
        enabled: !isReadOnly,
        age: `${String(config.uploadHours)}h`,
        interval: '6h',
        dryrun: false,
      },
      readonly: { enabled: isReadOnly },
    },
  },
  http: {
    net: 'unix',
    addr: socketPath,
    secret,
    relativeurls: true,
    draintimeout: drainTimeout,
  },
  auth: {
    token: {
      realm: 'http://registry.invalid/',
      service: storeService,
      issuer: tokenIssuer,
      rootcertbundle: config.tokenCaFile,
    },
  },
});

/** The secret that continues uploads is the same for every process, or none of them could go on with another's. */
const loadSecret = async (folder: string): Promise<string> => {
  const path = join(folder, secretName);
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx', flush: true });
  await link(draft, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(draft);
  return readFile(path, 'utf8');
};

/** Makes the folders that are missing, for their owner alone. */
export const makeRegistryFolders = async (directory: string): Promise<void> => {
  const { images, settings } = registryFolders(directory);
  for (const folder of [images, settings]) await mkdir(folder, { recursive: true, mode: 0o700 });
};

/** Writes the configuration of one mode, for its owner alone (0600), whole or not at all, and answers its path. */
export const writeRegistryConfiguration = async (
  config: ContainerRegistryConfig,
  mode: RegistryMode,
): Promise<string> => {
  const { settings } = registryFolders(config.directory);
  const secret = await loadSecret(settings);
  const path = join(settings, mode.isReadOnly ? 'read-only.yml' : 'registry.yml');
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  const text = `${JSON.stringify(contentOf(config, mode, secret), null, 2)}\n`;
  await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
  await rename(draft, path);
  return path;
};
