/** Naming another default branch, and deleting a repository. */
import { rm } from 'node:fs/promises';
import { type Context, recordAudit } from '@moorgate/auth';
import {
  deleteRepository as deleteRow,
  findRepositoryByName,
  inTransaction,
  lockRepositoryByName,
  type RepositoryRow,
  type Trx,
  updateDefaultBranch,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { settlePushes } from '../serving/record-push.ts';
import type { SourceServices } from '../store.ts';
import { checkNames, type Repository, repositoryFrom, type RepositoryName } from './repository.ts';
import { folderOf } from './repository-folder.ts';

const lock = async (trx: Trx, { factory, repository }: RepositoryName): Promise<RepositoryRow> => {
  const row = await lockRepositoryByName(trx, { factory, name: repository });
  if (row === undefined) throw fault('git_repository_not_found');
  return row;
};

/**
 * Names the branch that is shown, cloned and never deleted; it need not be there yet. In force from the next request on, with
 * a record of it. Throws `git_repository_not_found` and `invalid_request`.
 */
export const changeDefaultBranch = async (
  ctx: Context,
  name: RepositoryName,
  defaultBranch: string,
): Promise<Repository> => {
  checkNames({ defaultBranch });
  return inTransaction(ctx.db, async (trx) => {
    const row = await lock(trx, name);
    if (row.default_branch !== defaultBranch) {
      await updateDefaultBranch(trx, row.id, defaultBranch);
      await recordAudit(trx, ctx, {
        action: 'repository.changed',
        targetKind: 'repository',
        targetId: `${row.factory}/${row.name}`,
        before: { defaultBranch: row.default_branch },
        after: { defaultBranch },
      });
    }
    return repositoryFrom({ ...row, default_branch: defaultBranch });
  });
};

/** What was pushed and has no record yet gets it while it can be seen. */
const settle = async (
  ctx: Context,
  { git }: SourceServices['source'],
  name: RepositoryName,
): Promise<void> => {
  const row = await findRepositoryByName(ctx.db, { factory: name.factory, name: name.repository });
  if (git === null || row === undefined) return;
  await settlePushes(ctx, { git, folder: folderOf(git, row.id), repository: repositoryFrom(row) });
};

/**
 * Deletes a repository with all that is in it, and records that. Nobody finds it from then on; its folder goes at once where
 * it can, else with the next housekeeping. Throws `git_repository_not_found`.
 */
export const deleteRepository = async (
  ctx: Context,
  { source }: Pick<SourceServices, 'source'>,
  name: RepositoryName,
): Promise<void> => {
  await settle(ctx, source, name);
  const id = await inTransaction(ctx.db, async (trx) => {
    const row = await lock(trx, name);
    await deleteRow(trx, row.id);
    await recordAudit(trx, ctx, {
      action: 'repository.deleted',
      targetKind: 'repository',
      targetId: `${row.factory}/${row.name}`,
      before: { defaultBranch: row.default_branch, bytes: row.bytes },
    });
    return row.id;
  });
  if (source.git === null) return;
  await rm(folderOf(source.git, id), { recursive: true, force: true }).catch((error: unknown) =>
    ctx.log.warn({ err: error }, 'the folder of a deleted repository is left'),
  );
};
