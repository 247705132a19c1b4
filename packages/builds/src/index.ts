export type { Build, BuildSource, Run } from './build.ts';
export { type BuildRequest, createBuild } from './creation/create-build.ts';
export {
  latestBuildId,
  recordChange,
  type RecordedChange,
  type Reservation,
  reserveBuild,
} from './creation/record-change.ts';
export { hostTagPattern, runNamePattern, secretNamePattern } from './definition/definition.ts';
export {
  findRunCredential,
  isRunCredentialText,
  type RunCredential,
} from './runs/find-run-credential.ts';
export { listUnpublishedResults, markPublished, type RunResult } from './runs/results.ts';
export {
  type BuildServices,
  buildUrlOf,
  defaultRunLimits,
  type RepositoryPlace,
  type RunLimits,
  type SourceReader,
} from './services.ts';
export { enqueuePush, type PushedReferences, type StartedBuild } from './source/enqueue-push.ts';
export { reconcileReferences } from './source/reconcile-references.ts';
export { buildStatuses, isEnded, passedStatuses } from './statuses.ts';
