/** Why a build, or what it has, is not there. */
import { type BuildKey, type Db, findBuildById, findLastBuildIdByFactory } from '@moorgate/db';
import { type DomainError, fault } from '@moorgate/errors';

/** `build_removed` where the time of the build was over, else `build_not_found`; to be thrown. */
export const missingBuild = async (db: Db, key: BuildKey): Promise<DomainError> => {
  const wasDrawn =
    key.buildId > 0 && key.buildId <= (await findLastBuildIdByFactory(db, key.factory));
  const isRemoved = wasDrawn && (await findBuildById(db, key)) === undefined;
  return fault(isRemoved ? 'build_removed' : 'build_not_found');
};
