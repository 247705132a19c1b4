export { addTargets, type Addition } from './changes/add-targets.ts';
export type { WantedTarget } from './changes/check-target.ts';
export { type Edition, editTargets } from './changes/edit-targets.ts';
export { pruneTargets, type Pruning } from './changes/prune-targets.ts';
export { type Tagging, tagTargets } from './changes/tag-targets.ts';
export { createIsReferenced } from './is-referenced.ts';
export { makeTargets, type MakingServices } from './make-targets.ts';
export type { PublishServices } from './publish/publish-services.ts';
export { publishTargets, type PublishRound } from './publish/publish-targets.ts';
export { listTargetSboms, type TargetSbom } from './read/list-sboms.ts';
export { readTargetApp, type TargetApp } from './read/read-compose-app.ts';
export {
  getPublishedTarget,
  getTarget,
  listPublishedTargets,
  listTargets,
  type Publication,
  type PublishedTarget,
  retryTarget,
  type TargetFilter,
  type TargetListQuery,
} from './read/read-targets.ts';
export type { TargetChange, TargetServices } from './services.ts';
export {
  appsOf,
  hardwareIdsOf,
  type Target,
  type TargetContent,
  type TargetCustom,
} from './target.ts';
