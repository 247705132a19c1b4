/** The real registry with the process that keeps it, as an installation runs them, and two images in it. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawSealingKeys, loadTokenAuthority } from '@moorgate/auth';
import { createClientTokens, createTokenSigner, type RegistryEndpoint } from '@moorgate/containers';
import { registryProgram } from '@moorgate/testing';
import type { ContainersDoor } from '../containers/containers-parts.ts';
import { askWithEveryRight, pushBlob, pushManifest } from './app-registry.ts';

export interface KeptRegistry {
  readonly door: ContainersDoor;
  close(): Promise<void>;
}

const main = join(import.meta.dirname, '../../../container-registry/src/main.ts');
const imageType = 'application/vnd.oci.image.manifest.v1+json';

/** The images of the factory `acme`: one that stays, and one to be deleted; each has the tag `v1`. */
export const keptImage = 'app';
export const passingImage = 'passing';

const startKeeper = async (folder: string, program: string) => {
  const socket = join(folder, 'registry.sock');
  const child = fork(main, [], {
    execArgv: ['--conditions=@moorgate/source'],
    env: {
      PATH: process.env['PATH'],
      MOORGATE_REGISTRY_PROGRAM: program,
      MOORGATE_REGISTRY_DIR: join(folder, 'registry'),
      MOORGATE_REGISTRY_SOCKET: socket,
      MOORGATE_REGISTRY_TOKEN_CA: join(folder, 'ca.crt'),
      MOORGATE_REGISTRY_COLLECTION_HOURS: '0',
      MOORGATE_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exit = once(child, 'exit');
  const ended = exit.then((): never => {
    throw new Error('the registry did not start');
  });
  await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exit;
  };
  return { socket, stop };
};

/** Starts it in a folder of its own, which ends with it. */
export const startKeptRegistry = async (): Promise<KeptRegistry> => {
  const found = await registryProgram();
  if (!found.isThere) throw new Error(found.reason);
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-kept-registry-'));
  const authority = await loadTokenAuthority(folder);
  await writeFile(join(folder, 'ca.crt'), authority.certificate.toString());
  const keeper = await startKeeper(folder, found.program);
  const signer = createTokenSigner(authority, { now: () => new Date() });
  const endpoint: RegistryEndpoint = { kind: 'socket', path: keeper.socket };
  const ask = askWithEveryRight(endpoint, signer);
  for (const name of [keptImage, passingImage]) {
    const repository = `acme/${name}`;
    const config = await pushBlob(ask, repository, Buffer.from(`{"name":"${name}"}`));
    const image = { mediaType: imageType, config, layers: [], tag: 'v1' };
    await pushManifest(ask, repository, image);
  }
  const clientTokens = createClientTokens({ signer, sealingKeys: drawSealingKeys(), seconds: 60 });
  return {
    door: { registry: { endpoint, signer }, clientTokens },
    close: async () => {
      await keeper.stop();
      await rm(folder, { recursive: true });
    },
  };
};
