export { type Commit } from './reading/commit.ts';
export {
  type CommitChange,
  type CommitPage,
  listCommits,
  readCommitChange,
} from './reading/list-commits.ts';
export {
  lookAtRepository,
  type RepositoryPlace,
  type SeenPlace,
  type TreeEntry,
} from './reading/look-at-repository.ts';
export { type OpenedRepositoryFile, openRepositoryFile } from './reading/open-repository-file.ts';
export { listReferences } from './reading/list-references.ts';
export type { ReadingServices } from './reading/open-repository.ts';
export { readCommit, type RepositoryRevision } from './reading/read-commit.ts';
export { readRepositoryFile, type RepositoryFile } from './reading/read-repository-file.ts';
export { changeDefaultBranch, deleteRepository } from './repositories/change-repository.ts';
export { createRepository, type RepositoryRequest } from './repositories/create-repository.ts';
export { listRepositories, requireRepository } from './repositories/find-repository.ts';
export {
  branchNamePattern,
  type Repository,
  type RepositoryName,
  repositoryNamePattern,
} from './repositories/repository.ts';
export {
  beginExchange,
  type Exchange,
  type ExchangeEnd,
  type ExchangeRequest,
  type ServingServices,
} from './serving/begin-exchange.ts';
export type {
  OnReferencesAsked,
  OnReferencesMoved,
  ReferenceMove,
  ReferencePush,
} from './serving/push.ts';
export { type CgiHead, readCgiHead } from './serving/read-cgi-head.ts';
export { settleAllPushes } from './serving/settle-all-pushes.ts';
export type { GitService } from './serving/start-backend.ts';
export {
  defaultSourceLimits,
  openSource,
  type SourceLimits,
  type SourceOptions,
  type SourceServices,
  type SourceStore,
} from './store.ts';
export { removeLeftFolders, tidyRepositories } from './repositories/tidy-repositories.ts';
