/** A store of repositories over a database of its own, and pushes into it that no rule judges. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from '@moorgate/auth';
import { createConfirmations, openDatabase } from '@moorgate/db';
import { createLogger } from '@moorgate/observability';
import {
  createTestDatabase,
  frozenClock,
  type FrozenClock,
  type GitFolder,
} from '@moorgate/testing';
import { requireRepository } from '../repositories/find-repository.ts';
import { ensureFolder } from '../repositories/repository-folder.ts';
import { openSource, requireGit, type SourceOptions, type SourceStore } from '../store.ts';

export const factory = 'acme';

export interface SourceGround {
  readonly services: Context & { readonly source: SourceStore };
  readonly clock: FrozenClock;
  readonly directory: string;
  /** The folder of a repository, which is there afterwards. */
  folderOf(repository: string): Promise<string>;
  /** Pushes into the folder itself. */
  push(from: GitFolder, repository: string, ...refspecs: string[]): Promise<void>;
  close(): Promise<void>;
}

export const openSourceGround = async (
  options: Partial<Omit<SourceOptions, 'log'>> = {},
): Promise<SourceGround> => {
  const database = await createTestDatabase();
  const db = openDatabase({ url: database.urlFor('moorgate_admin'), applicationName: 'test' });
  const directory = await mkdtemp(join(tmpdir(), 'moorgate-source-'));
  const log = createLogger({ service: 'test', level: 'silent' });
  const source = await openSource({ directory, log, ...options });
  const clock = frozenClock('2026-03-01T12:00:00.000Z');
  const services = {
    db,
    confirmations: createConfirmations(db),
    clock,
    log,
    principal: { kind: 'system', name: 'test' },
    requestId: null,
    address: null,
    source,
  } as const;
  const folderOf = async (repository: string): Promise<string> =>
    ensureFolder(requireGit(source), await requireRepository(services, { factory, repository }));
  return {
    services,
    clock,
    directory,
    folderOf,
    push: async (from, repository, ...refspecs) => {
      await from.must('push', '-q', await folderOf(repository), ...refspecs);
    },
    close: async () => {
      await rm(directory, { recursive: true });
      await db.destroy();
      await database.drop();
    },
  };
};
