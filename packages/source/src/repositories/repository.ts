/** Repositories: what is known of each beside its content. */
import { fault, type Issue } from '@moorgate/errors';
import type { RepositoryRow } from '@moorgate/db';

/** Which repository. */
export interface RepositoryName {
  readonly factory: string;
  readonly repository: string;
}

/** A repository of a factory. */
export interface Repository extends RepositoryName {
  readonly id: string;
  /** Without `refs/heads/`. */
  readonly defaultBranch: string;
  /** True where no reference is moved but forward, whoever pushes. */
  readonly keepsHistory: boolean;
  /** On the disk, as it was measured last; null where nothing was ever pushed. */
  readonly bytes: number | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  /** When references were moved last; null for never. */
  readonly pushedAt: Date | null;
}

/** What every factory begins with. */
export const firstRepositories = [
  { name: 'ci-scripts', defaultBranch: 'master', keepsHistory: true },
  { name: 'containers', defaultBranch: 'main', keepsHistory: false },
  { name: 'lmp-manifest', defaultBranch: 'main', keepsHistory: false },
  { name: 'meta-subscriber-overrides', defaultBranch: 'main', keepsHistory: false },
] as const;

/** How many a factory has at most. */
export const repositoriesMax = 1_000;

/** The name of a repository, without `.git`: it is a segment of an address, and never one of a path. */
export const repositoryNamePattern = '^(?!.*\\.git$)[A-Za-z0-9][A-Za-z0-9._-]{0,99}$';

/** The name of a branch as it may be the default one; narrower than what Git takes (git-check-ref-format). */
export const branchNamePattern =
  '^(?!.*(?:\\.\\.|//|\\.lock(?:/|$)|/\\.|\\.$|\\./))[A-Za-z0-9_][A-Za-z0-9._/+-]{0,199}(?<!/)$';

const nameRegExp = new RegExp(repositoryNamePattern);
const branchRegExp = new RegExp(branchNamePattern);

/** Whether a repository can be called so. */
export const isRepositoryName = (text: string): boolean => nameRegExp.test(text);

/** Passes for names that keep to the patterns. Throws `invalid_request`. */
export const checkNames = (names: { repository?: string; defaultBranch?: string }): void => {
  const { repository, defaultBranch } = names;
  const issues: Issue[] = [];
  if (repository !== undefined && !isRepositoryName(repository))
    issues.push({ pointer: '/body/name', message: `must match ${repositoryNamePattern}` });
  if (defaultBranch !== undefined && !branchRegExp.test(defaultBranch))
    issues.push({ pointer: '/body/defaultBranch', message: `must match ${branchNamePattern}` });
  if (issues.length > 0) throw fault('invalid_request', { issues });
};

/** The entity of a row. */
export const repositoryFrom = (row: RepositoryRow): Repository => ({
  id: row.id,
  factory: row.factory,
  repository: row.name,
  defaultBranch: row.default_branch,
  keepsHistory: row.keeps_history,
  bytes: row.bytes,
  createdAt: row.created_at,
  createdBy: row.created_by,
  pushedAt: row.pushed_at,
});
