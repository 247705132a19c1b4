export { createDownloads, type Downloads, smallFileBytesMax } from './downloads/downloads.ts';
export type { UpdateFile } from './downloads/find-update-files.ts';
export {
  type DeviceNumbers,
  type FleetStatus,
  getFleetStatus,
  isUpToDate,
  listLatestVersions,
  type TagStatus,
} from './fleet/fleet-status.ts';
export {
  advanceRollouts,
  type AdvanceRound,
  type AdvanceServices,
} from './rollouts/advance-rollouts.ts';
export { createRollout, type RolloutRequest } from './rollouts/create-rollout.ts';
export { closeRollout, deleteRollout } from './rollouts/end-rollout.ts';
export {
  type AssignmentQuestion,
  type ExplainedAssignment,
  explainAssignment,
  type ExplainedRollout,
} from './rollouts/explain-assignment.ts';
export { rolloutReasons } from './rollouts/judge-rollout.ts';
export {
  getRollout,
  listRolloutDevices,
  listRollouts,
  type Rollout,
  type RolloutDevice,
  rolloutDeviceStates,
} from './rollouts/read-rollouts.ts';
export {
  closeRolloutsToAll,
  hasRolloutToAll,
  rollOutToAll,
  type TaggedUpdate,
} from './rollouts/roll-out-to-all.ts';
export { type RolloutName, rolloutStates, type RolloutSummary } from './rollouts/rollout.ts';
export { unassignDevice, unassignRollout } from './rollouts/unassign.ts';
export { loadRegistryKeys, registryKeysFile } from './registry/registry-keys.ts';
export { createRegistryTokens, type RegistryTokens } from './registry/registry-tokens.ts';
export { releaseContents, removeBlobs, sweepBlobs } from './storage/tidy-blobs.ts';
export {
  findDeviceMetadata,
  type MetadataFile,
  type MetadataRequest,
} from './tuf/find-device-metadata.ts';
export type { TufServices } from './tuf/keys/keyring.ts';
export { readKeyArchive, readRootArchive } from './tuf/keys/read-import.ts';
export { rotateRoot, type RootRotation } from './tuf/keys/rotate-root.ts';
export {
  ensureTufKeys,
  importTuf,
  initTuf,
  type TufImport,
  type TufSetUp,
} from './tuf/keys/set-up-tuf.ts';
export {
  findFactoryRoot,
  findFirstExpiries,
  findUpdateMetadataFiles,
  type FirstExpiries,
  listFactoriesWithRoots,
  listFactoryRoots,
} from './tuf/read-metadata.ts';
export { type RenewalRound, type RenewalServices, renewMetadata } from './tuf/renew-metadata.ts';
export {
  everyTag,
  findTargetMetadata,
  signTargetSets,
  type TargetsByName,
  type TargetSets,
} from './tuf/target-sets.ts';
export { type WantedAssignment } from './tuf/require-assignable.ts';
export {
  resignUpdate,
  signUpdate,
  type TargetToSign,
  type UpdateToSign,
} from './tuf/sign-update.ts';
export { type UploadedMetadata } from './tuf/store-uploaded-metadata.ts';
export { type ArchiveLimits, defaultArchiveLimits } from './updates/archive/archive-limits.ts';
export type { ArchivedFile } from './updates/archive/read-tar.ts';
export { readArchive } from './updates/archive/read-archive.ts';
export {
  type AssembledUpdate,
  assembleUpdate,
  type AssemblyServices,
  hasCommits,
  type UpdateAssembly,
} from './updates/assemble-update.ts';
export { deleteUpdate } from './updates/delete-update.ts';
export { getUpdate } from './updates/get-update.ts';
export { listUpdates, type UpdateListQuery } from './updates/list-updates.ts';
export type { TargetOverrides } from './updates/probe/probe-update.ts';
export type { FileWriter } from './updates/stored-files.ts';
export type { Update, UpdateName, UpdateSummary, UpdateTarget } from './updates/update.ts';
export { requireUpdateName } from './updates/update.ts';
export { uploadUpdate, type UpdateUpload, type UploadServices } from './updates/upload-update.ts';
