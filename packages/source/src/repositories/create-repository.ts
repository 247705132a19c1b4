/** Making a further repository. */
import { randomUUID } from 'node:crypto';
import { type Context, principalName, recordAudit } from '@moorgate/auth';
import {
  countRepositories,
  findRepositoryByName,
  inTransaction,
  insertRepositories,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { listRepositories } from './find-repository.ts';
import { checkNames, repositoriesMax, type Repository, repositoryFrom } from './repository.ts';

/** What it is to be. */
export interface RepositoryRequest {
  readonly factory: string;
  readonly name: string;
  /** `main` unless said. */
  readonly defaultBranch?: string | undefined;
  /** Whether no reference is moved but forward; false unless said. */
  readonly keepsHistory?: boolean | undefined;
}

/**
 * Makes an empty repository, and a record of it. Throws `invalid_request`, `git_repository_exists`, and `too_many_git_repositories` for
 * more than a thousand.
 */
export const createRepository = async (
  ctx: Context,
  { factory, name, defaultBranch = 'main', keepsHistory = false }: RepositoryRequest,
): Promise<Repository> => {
  checkNames({ repository: name, defaultBranch });
  await listRepositories(ctx, factory);
  return inTransaction(ctx.db, async (trx) => {
    if ((await countRepositories(trx, factory)) >= repositoriesMax)
      throw fault('too_many_git_repositories');
    const made = {
      id: randomUUID(),
      factory,
      name,
      defaultBranch,
      keepsHistory,
      createdAt: ctx.clock.now(),
      createdBy: principalName(ctx.principal),
    };
    if ((await insertRepositories(trx, [made])).length === 0) throw fault('git_repository_exists');
    await recordAudit(trx, ctx, {
      action: 'repository.created',
      targetKind: 'repository',
      targetId: `${factory}/${name}`,
      after: { defaultBranch, keepsHistory },
    });
    return repositoryFrom((await findRepositoryByName(trx, { factory, name }))!);
  });
};
