/** The real registry, kept as in an installation, and somebody who may do everything there. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CertificateAuthority, loadTokenAuthority } from '@moorgate/auth';
import {
  askStore,
  authorizeForStore,
  createTokenSigner,
  parseRegistryEndpoint,
  type TokenSigner,
  type WholeAnswer,
} from '@moorgate/containers';
import { debianPackage } from '@moorgate/testing';
import type { ContainerRegistryConfig } from '../config.ts';
import { type ContainerRegistry, startContainerRegistry } from '../start-container-registry.ts';

/** The program; or, in one sentence, why there is none. */
export const registryPackage = await debianPackage({ name: 'docker-registry' });

export interface TestRegistry {
  readonly registry: ContainerRegistry;
  readonly config: ContainerRegistryConfig;
  readonly authority: CertificateAuthority;
  readonly signer: TokenSigner;
  /** Asks for something of `acme/app` with every right. */
  ask(
    method: string,
    path: string,
    body?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<WholeAnswer>;
  close(): Promise<void>;
}

/** Opens one; `around` writes a program in the folder that is run in the place of the registry, and answers its path. */
export const openTestRegistry = async (
  around?: (folder: string, program: string) => Promise<string>,
): Promise<TestRegistry> => {
  if (!registryPackage.isThere) throw new Error(registryPackage.reason);
  const folder = await mkdtemp(join(tmpdir(), 'moorgate-registry-'));
  const authority = await loadTokenAuthority(folder);
  const tokenCaFile = join(folder, 'ca.crt');
  await writeFile(tokenCaFile, authority.certificate.toString());
  const config: ContainerRegistryConfig = {
    program: (await around?.(folder, registryPackage.program)) ?? registryPackage.program,
    directory: join(folder, 'registry'),
    socket: join(folder, 'registry.sock'),
    tokenCaFile,
    collectionHours: 0,
    drainSeconds: 20,
    uploadHours: 168,
    logLevel: 'silent',
  };
  const registry = await startContainerRegistry(config);
  const signer = createTokenSigner(authority, { now: () => new Date() });
  const endpoint = parseRegistryEndpoint(registry.url);
  return {
    registry,
    config,
    authority,
    signer,
    ask: async (method, path, body, others = {}) => {
      const access = [{ name: 'acme/app', actions: ['pull', 'push', 'delete'] as const }];
      const authorization = await authorizeForStore(signer, access);
      const type = 'application/octet-stream';
      const headers = { authorization, 'content-type': type, ...others };
      return askStore(endpoint, { method, path, headers, ...(body === undefined ? {} : { body }) });
    },
    close: async () => {
      await registry.close();
      await rm(folder, { recursive: true });
    },
  };
};
