/** The registry of container images, kept beside the services. */
import { fileURLToPath } from 'node:url';
import { isInEnvironment } from '../config.ts';
import type { DataDirectory } from '../data-directory.ts';
import { findProgram } from './find-program.ts';
import { keepRunning, type KeptService } from './keep-running.ts';
import { writeRegistryCa } from './registry-ca.ts';
import type { ServiceCommand } from './services.ts';
import { prepareSocket } from './signer-socket.ts';

/** A registry that is kept. */
export interface KeptRegistry {
  readonly service: KeptService;
  /** What the admin API finds it by. */
  readonly url: string;
}

/** Those of single processes stand beside the socket, under names that are longer by as much. */
const socketName = 'registry.sock';
const longestSuffix = '.none';

/** What keeps a registry in a data directory, with this program of the CNCF registry. */
export const registryCommand = async (
  directory: DataDirectory,
  program: string,
): Promise<ServiceCommand> => ({
  name: 'container registry',
  entry: fileURLToPath(import.meta.resolve('@moorgate/container-registry/main')),
  addressVariable: 'MOORGATE_REGISTRY_SOCKET',
  environment: {
    MOORGATE_REGISTRY_PROGRAM: program,
    MOORGATE_REGISTRY_DIR: directory.registry,
    MOORGATE_REGISTRY_SOCKET: prepareSocket(directory, socketName, longestSuffix),
    MOORGATE_REGISTRY_TOKEN_CA: await writeRegistryCa(directory),
  },
});

const tell = (reason: string): void => {
  process.stderr.write(
    `moorgate: there is no registry of container images (${reason}); /v2/ and /token-auth/ answer 503\n`,
  );
};

/**
 * Starts it, and starts it again whenever it ends. Null where the environment names another one, and, with one printed
 * sentence, where it cannot be started.
 */
export const keepRegistry = async (directory: DataDirectory): Promise<KeptRegistry | null> => {
  if (isInEnvironment('MOORGATE_REGISTRY_URL')) return null;
  const program = await findProgram('docker-registry');
  if ('reason' in program) {
    tell(program.reason);
    return null;
  }
  try {
    const service = await keepRunning(await registryCommand(directory, program.path));
    return { service, url: service.current().url };
  } catch (error) {
    tell(error instanceof Error ? error.message : String(error));
    return null;
  }
};
