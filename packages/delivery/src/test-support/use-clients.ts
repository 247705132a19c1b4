/** Clients of metadata that are not ours, over a repository that the test serves. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrozenClock } from '@moorgate/testing';
import type { MetadataFile } from '../tuf/find-device-metadata.ts';
import {
  type Repository,
  type RepositoryServer,
  startRepositoryServer,
} from './serve-repository.ts';
import type { Verifier } from './verifiers/verifiers.ts';

/** What the tests of one file share. */
export interface ClientGround extends Pick<RepositoryServer, 'serveWith'> {
  /**
   * A client with a folder of its own that trusts this root. Answers what refreshes it, from these files or from what is served
   * already: the words of its refusal, null where it accepts all.
   */
  provision(
    verifier: Verifier,
    root: Buffer,
  ): Promise<(files?: Repository) => Promise<string | null>>;
}

/** Starts the server before the tests of a file; each of them begins at the present time, by which such clients judge. */
export const useClients = (clock: FrozenClock): ClientGround => {
  let server: RepositoryServer;
  let folder: string;
  let lastClient = 0;
  beforeAll(async () => {
    server = await startRepositoryServer();
    folder = await mkdtemp(join(tmpdir(), 'moorgate-clients-'));
  });
  afterAll(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(() => clock.set(new Date().toISOString()));
  return {
    serveWith: (find) => server.serveWith(find),
    provision: async (verifier, root) => {
      lastClient += 1;
      const own = join(folder, String(lastClient));
      await mkdir(own);
      await writeFile(join(own, 'root.json'), root);
      return (files) => {
        if (files !== undefined) server.serve(files);
        if (!verifier.isThere) throw new Error(verifier.reason);
        return verifier.refresh(own, server.url);
      };
    },
  };
};

/** What a client may ask for, by the names of the files: what is found for each, and every root. */
export const collectRepository = async (
  find: (file: MetadataFile) => Promise<Buffer>,
): Promise<Map<string, Buffer>> => {
  const files = new Map<string, Buffer>();
  for (const role of ['timestamp', 'snapshot', 'targets'] as const)
    files.set(`${role}.json`, await find({ role }));
  for (let version = 1; ; version += 1) {
    const root = await find({ role: 'root', version }).catch(() => null);
    if (root === null) return files;
    files.set(`${String(version)}.root.json`, root);
  }
};
