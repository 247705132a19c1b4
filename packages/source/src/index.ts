export type { Commit } from './commit.ts';
export type { OnReferencesMoved, ReferenceMove, ReferencePush } from './push.ts';
export type { RepositoryName } from './repository.ts';
