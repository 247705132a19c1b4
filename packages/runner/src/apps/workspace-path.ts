/** Paths in a workspace that a script wrote down. */
import { posix } from 'node:path';
import { fault } from '@moorgate/errors';

/**
 * The steps from the workspace to `path`, which is relative to the folder `from` in it; the steps are plain names, none of
 * them `..`. Throws `app_unusable` for a path that leads out of the workspace.
 */
export const workspaceSteps = (from: readonly string[], path: string): string[] => {
  const joined = posix.normalize(posix.join(...from, path));
  const steps = joined.split('/').filter((step) => step !== '' && step !== '.');
  if (posix.isAbsolute(path) || path.includes('\0') || steps.includes('..'))
    throw fault('app_unusable', {
      detail: `${JSON.stringify(path)} leads out of the workspace.`,
    });
  return steps;
};
