/** Settings about Git repositories. */
import { defaultSourceLimits, type SourceLimits } from '@moorgate/source';
import { Type } from 'typebox';

const bytes = Type.Integer({ minimum: 1_048_576, maximum: 2 ** 50 });

/** Where they are, and how large they may be. */
export const gitSettings = {
  gitFolder: {
    variable: 'MOORGATE_GIT_DIR',
    schema: Type.String({ minLength: 1 }),
    description:
      'The folder of Git repositories; several admin APIs share one on one file system. Without it clones and pushes are answered 503.',
    isOptional: true,
  },
  gitProgram: {
    variable: 'MOORGATE_GIT',
    schema: Type.String({ pattern: '^/' }),
    description:
      'The path of git, 2.31 or newer, where it is not the one in `/usr/local/bin`, `/usr/bin` or `/bin`.',
    isOptional: true,
  },
  gitPushBytesMax: {
    variable: 'MOORGATE_GIT_PUSH_BYTES',
    schema: bytes,
    description: 'How much one push may send, in bytes as they are sent.',
    default: defaultSourceLimits.pushBytesMax,
  },
  gitRepositoryBytesMax: {
    variable: 'MOORGATE_GIT_REPOSITORY_BYTES',
    schema: bytes,
    description: 'How much a Git repository may have on the disk, in bytes.',
    default: defaultSourceLimits.repositoryBytesMax,
  },
  gitExchangesMax: {
    variable: 'MOORGATE_GIT_EXCHANGES',
    schema: Type.Integer({ minimum: 1, maximum: 1_000 }),
    description:
      'How many clones, fetches and pushes run at once, half of them for one credential; eight times as many wait, for half a minute.',
    default: defaultSourceLimits.exchangesMax,
  },
} as const;

/** The limits that the settings name. */
export const sourceLimitsOf = (config: {
  readonly gitPushBytesMax: number;
  readonly gitRepositoryBytesMax: number;
  readonly gitExchangesMax: number;
}): SourceLimits => ({
  pushBytesMax: config.gitPushBytesMax,
  repositoryBytesMax: config.gitRepositoryBytesMax,
  exchangesMax: config.gitExchangesMax,
});
