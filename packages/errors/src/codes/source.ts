/** About the Git repositories of a factory. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const source = {
  source_not_served: {
    kind: 'unavailable',
    title: 'This server serves no Git repositories.',
    remedy:
      'The operator installs git and sets `MOORGATE_GIT_DIR`; the log of the start says what is missing.',
  },
  too_many_git_requests: {
    kind: 'unavailable',
    title: 'As many clones, fetches and pushes run as may.',
    remedy: 'Try again after `Retry-After`. If it lasts, raise `MOORGATE_GIT_EXCHANGES`.',
  },
  git_repository_not_found: {
    kind: 'not_found',
    title: 'The factory has no such Git repository.',
    remedy: 'The list of repositories has the names; its address ends in `.git`.',
  },
  git_repository_exists: {
    kind: 'conflict',
    title: 'The factory has a Git repository of this name.',
    remedy: 'Choose another name, or use the one that is there.',
  },
  too_many_git_repositories: {
    kind: 'conflict',
    title: 'The factory has as many Git repositories as it may.',
    remedy: 'Delete those that nobody uses.',
  },
  dumb_protocol_refused: {
    kind: 'forbidden',
    title: 'Only the smart protocol of Git is served.',
    remedy: 'Clone with a Git that is not older than 1.6.6.',
  },
  push_refused: {
    kind: 'forbidden',
    title: 'A push asked for references that its sender may not move.',
    remedy: 'What Git prints after `remote:` names the reference and the scope that is missing.',
  },
  source_file_too_large: {
    kind: 'too_large',
    title: 'The file is larger than what is read here.',
    remedy: 'Clone the repository, or download the file.',
  },
} as const satisfies Record<string, CatalogueEntry>;
