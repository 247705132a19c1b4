export { type ArtifactUpload, storeRunArtifact } from './artifacts/store-artifact.ts';
export type { Build, BuildSource, Run } from './build.ts';
export { annotateBuild, promoteBuild } from './change-build.ts';
export {
  appendConsole,
  type ConsolePiece,
  consolePieceBytesMax,
  type StoredConsole,
} from './consoles/append-console.ts';
export { readConsole } from './consoles/read-console.ts';
export { createExternalBuild } from './creation/create-external-build.ts';
export { type BuildRequest, createBuild } from './creation/create-build.ts';
export { recordChange, type RecordedChange } from './creation/record-change.ts';
export { hostTagPattern, runNamePattern } from './definition/definition.ts';
export { parseForeignYaml } from './definition/foreign-yaml.ts';
export { parseYaml } from './definition/read-definition.ts';
export {
  type BuildWithRuns,
  findRun,
  getBuild,
  getBuildDefinition,
  getLatestBuild,
  getPromotedBuild,
  getRun,
  getRunDefinition,
  listArtifacts,
  listBuilds,
  listPromotedBuilds,
  listRunHistory,
  listStatusEvents,
  openArtifact,
  pageBuilds,
  type RunArtifact,
  type RunKey,
} from './read-builds.ts';
export {
  type BuildRetention,
  defaultBuildRetention,
  type RemovalReason,
  removeOldBuilds,
  type RetentionRound,
} from './retention/remove-old-builds.ts';
export {
  createRunner,
  deleteRunner,
  hostTagsMax,
  listRunners,
  type RegisteredRunner,
  runnerNamePattern,
  type RunnerRequest,
} from './runners/administer-runners.ts';
export { authenticateRunner, noteRunner, requireRunner } from './runners/authenticate-runner.ts';
export { cancelRuns } from './runs/cancel.ts';
export {
  findRunCredential,
  isRunCredentialText,
  type RunCredential,
} from './runs/find-run-credential.ts';
export {
  changeRunStatus,
  completeRun,
  type Completion,
  heartbeat,
  type RunWord,
} from './runs/keep-lease.ts';
export { leaseRun, type RunOrder, type Vacancy } from './runs/lease-run.ts';
export { rerun } from './runs/rerun.ts';
export {
  giveUpResult,
  listUnpublishedResults,
  markPublished,
  type RunResult,
} from './runs/results.ts';
export {
  createRunQueue,
  type RunQueue,
  type RunQueueOptions,
  type RunRequest,
} from './runs/run-queue.ts';
export type { HeldLease } from './runs/held-lease.ts';
export { sweepRuns } from './runs/sweep-runs.ts';
export {
  type BuildServices,
  buildUrlOf,
  defaultRunLimits,
  type RepositoryPlace,
  type RunLimits,
  type SourceReader,
} from './services.ts';
export { announcePush, defaultBuildsPerPush } from './source/announce-push.ts';
export {
  type EnqueuedPush,
  enqueuePush,
  type PushedReferences,
  type StartedBuild,
} from './source/enqueue-push.ts';
export { forgetMoves } from './source/forget-moves.ts';
export { reconcileReferences } from './source/reconcile-references.ts';
export { buildStatuses, isEnded, passedStatuses } from './statuses.ts';
export {
  type BuildTrigger,
  changeTrigger,
  createTrigger,
  deleteTrigger,
  listTriggers,
  type TriggerChange,
  type TriggerKey,
} from './triggers/trigger.ts';
export { watchQueue } from './watch-queue.ts';
export {
  createWebhookCaller,
  type WebhookCaller,
  type WebhookCallOptions,
} from './webhooks/call-webhook.ts';
export { deliverWebhooks, type WebhookServices } from './webhooks/deliver-webhooks.ts';
export {
  formatBuild,
  formatBuildDetails,
  formatRun,
  formatRunDetails,
} from './wire/format-build.ts';
