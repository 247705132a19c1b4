/** Which git serves repositories. */
import { isInEnvironment } from '../config.ts';
import { findProgram } from './find-program.ts';

/** The path of git; undefined where the environment names one, and, with one printed sentence, where there is none. */
export const findGitProgram = async (): Promise<string | undefined> => {
  if (isInEnvironment('MOORGATE_GIT')) return undefined;
  const git = await findProgram('git');
  if ('path' in git) return git.path;
  process.stderr.write(
    `moorgate: there is no git (${git.reason}); clones and pushes below /factories/ answer 503\n`,
  );
  return undefined;
};
