/** Records of what pushes moved whose server was killed before it wrote them. */
import { listUnsettledPlaces, settleIntents } from '@moorgate/auth';
import { findRepositoryById } from '@moorgate/db';
import { repositoryFrom } from '../repositories/repository.ts';
import { folderOf } from '../repositories/repository-folder.ts';
import type { RunningGit, SourceServices } from '../store.ts';
import { settlePushes } from './record-push.ts';

/** Nobody can tell what moved in a repository that is gone; it was settled when it was deleted. */
const forgetOld = (services: SourceServices, place: string): Promise<unknown> =>
  settleIntents(services, {
    kind: 'push',
    place,
    recordOf: () => ({ action: 'reference.moved', targetKind: 'reference', targetId: place }),
    look: () => Promise.resolve(null),
  });

const settleOne = async (services: SourceServices, git: RunningGit, id: string): Promise<void> => {
  const row = await findRepositoryById(services.db, id);
  if (row === undefined) {
    await forgetOld(services, id);
    return;
  }
  const repository = repositoryFrom(row);
  await settlePushes(services, { git, folder: folderOf(git, id), repository });
};

/**
 * Settles every repository with pushes that have no record: what has moved is recorded in the name of whoever pushed it, what has not moved in ten minutes is forgotten. A repository that cannot be looked at keeps none of
 * the others waiting, and is tried again.
 */
export const settleAllPushes = async (services: SourceServices): Promise<void> => {
  const { git } = services.source;
  if (git === null) return;
  for (const id of await listUnsettledPlaces(services, 'push')) {
    await settleOne(services, git, id).catch((error: unknown) =>
      services.log.warn(
        { err: error, repository: id },
        'the moves of a repository are not settled',
      ),
    );
  }
};
