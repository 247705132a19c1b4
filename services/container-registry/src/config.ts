/** What the keeper of the registry takes from the environment. */
import { type Config, defineConfig, logLevelSetting, readConfig } from '@moorgate/config';
import { Type } from 'typebox';

export const containerRegistryConfigDefinition = defineConfig({
  program: {
    variable: 'MOORGATE_REGISTRY_PROGRAM',
    schema: Type.String({ minLength: 1 }),
    description:
      'The program of the CNCF registry, version 2.8 (`docker-registry` of Debian); found by the `PATH` unless it is a path.',
    default: 'docker-registry',
  },
  directory: {
    variable: 'MOORGATE_REGISTRY_DIR',
    schema: Type.String({ minLength: 1 }),
    description: 'The folder in which the images and the configuration of the registry are kept.',
  },
  socket: {
    variable: 'MOORGATE_REGISTRY_SOCKET',
    // The sockets of single processes stand beside it, under longer names.
    schema: Type.String({ minLength: 1, maxLength: 95 }),
    description:
      'The Unix socket at which the registry answers, in a folder that only those may enter who may reach it: the admin API (`MOORGATE_REGISTRY_URL` as `unix:` and this path).',
  },
  tokenCaFile: {
    variable: 'MOORGATE_REGISTRY_TOKEN_CA',
    schema: Type.String({ minLength: 1 }),
    description:
      'The certificate of the CA whose keys sign tokens for the registry, in PEM: `registry-ca.json` of the folder of keys without its key.',
  },
  collectionHours: {
    variable: 'MOORGATE_REGISTRY_COLLECTION_HOURS',
    schema: Type.Integer({ minimum: 0, maximum: 8_760 }),
    description:
      'After how many hours content is collected again that no manifest names; 0 leaves it to operators. Pushes wait meanwhile.',
    default: 24,
  },
  drainSeconds: {
    variable: 'MOORGATE_REGISTRY_DRAIN_SECONDS',
    schema: Type.Integer({ minimum: 1, maximum: 3_600 }),
    description:
      'How long a collection waits for requests that are under way, in seconds; what takes longer is cut.',
    default: 300,
  },
  uploadHours: {
    variable: 'MOORGATE_REGISTRY_UPLOAD_HOURS',
    schema: Type.Integer({ minimum: 1, maximum: 8_760 }),
    description: 'After how many hours an upload that nobody ended is removed.',
    default: 168,
  },
  logLevel: logLevelSetting,
});

/** What it takes. */
export type ContainerRegistryConfig = Config<typeof containerRegistryConfigDefinition>;

/** Reads it. Throws `ConfigError`. */
export const readContainerRegistryConfig = (): ContainerRegistryConfig =>
  readConfig(containerRegistryConfigDefinition, process.env);

/** The environment without settings of the registry itself, which would overrule those that are written here. */
export const childEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('REGISTRY_')));
