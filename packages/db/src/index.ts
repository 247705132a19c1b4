export { appendChange, appendDeviceChange, type Change } from './feed/append-change.ts';
export {
  createConfirmations,
  type ConfirmationOptions,
  type Confirmations,
} from './feed/confirmations.ts';
export { checkConnection } from './check-connection.ts';
export {
  databaseOver,
  keyedAccess,
  openDatabase,
  openPool,
  poolUse,
  type ConnectOptions,
  type Pool,
} from './connect.ts';
export type {
  ActorKind,
  AuditCheckpointKind,
  AuditIntentKind,
  BuildStatus,
  ChangeKind,
  Database,
  Db,
  DeploymentKind,
  DeploymentStatus,
  DescriptionKind,
  DerivedForm,
  DialectTerms,
  DisableReason,
  EnrolmentPolicy,
  HostRole,
  HostState,
  KeyState,
  Labels,
  OperationKind,
  OperationLineColumn,
  OperationPhase,
  OperationStatus,
  PublicationState,
  RunnerIsolation,
  RunResultColumn,
  SigningOrigin,
  TestResultColumn,
  TestStatus,
  TokenConfirmation,
  TokenKind,
  Trx,
  TufRole,
  UpdateTufRole,
  WebhookColumn,
} from './database.ts';
export { type ChangeFollower, followChanges, type FollowOptions } from './feed/follow-changes.ts';
export { keepListening, type Listener } from './feed/keep-listening.ts';
export { createLease, type Lease } from './feed/lease.ts';
export { leaseMs } from './feed/lease-terms.ts';
export type { FeedEntry, FollowerIdentity } from './feed/poll-feed.ts';
export { deleteOldChanges } from './feed/delete-old-changes.ts';
export { type FollowerRow, listFollowersByService } from './queries/feed-followers.ts';
export { dumpSchema } from './dump-schema.ts';
export { listPendingMigrations, migrate } from './migrate.ts';
export { serviceRoles, setServicePassword, type ServiceRole } from './service-roles.ts';
export { inSnapshot, inTransaction, type Opening, withOpening } from './transaction.ts';
export {
  deleteExpiredIdempotencyKeys,
  upsertIdempotencyEnd,
  findIdempotencyKeyById,
  type IdempotencyAttempt,
  type IdempotencyKeyRow,
  insertIdempotencyKey,
  updateIdempotencyCommitted,
  updateIdempotencyAttempt,
  updateIdempotencyAnswer,
} from './queries/idempotency-keys.ts';
export {
  deleteBlobRemovals,
  listOwnedBlobIds,
  lockBlobRemovals,
  lockBlobSweep,
} from './queries/blobs.ts';
export {
  type ContentRow,
  deleteUnusedContents,
  insertContents,
  lockReleasedContents,
  updateContentsAsReleased,
  updateContentsAsWanted,
} from './queries/contents.ts';
export {
  countUpdateFiles,
  findUpdateFileByPath,
  insertRepositoryFiles,
  insertUpdateFiles,
  listUpdateFilesByPath,
  type NewUpdateFile,
  type UpdateFileRow,
  type WantedUpdateFile,
} from './queries/update-files.ts';
export {
  countAssignedDevices,
  deleteUpdate,
  findUpdateByKey,
  insertUpdate,
  listUpdates,
  lockSharedUpdateByKey,
  lockUpdateByKey,
  type NewUpdateRow,
  type UpdateKey,
  type UpdateListRow,
  type UpdatePosition,
  type UpdateRow,
  upsertUpdateTag,
} from './queries/updates.ts';
export {
  type AuditCheckpointInsert,
  type AuditCheckpointRow,
  findAuditCheckpointByKind,
  insertAuditCheckpoint,
  listAuditCheckpoints,
  listNewestAuditCheckpoints,
} from './queries/audit-checkpoints.ts';
export {
  type AuditIntentChange,
  type AuditIntentInsert,
  type AuditIntentPlace,
  type AuditIntentRow,
  deleteAuditIntents,
  deleteAuditIntentsOfOperation,
  findAuditIntentByPlace,
  insertAuditIntents,
  listAuditIntentPlaces,
  listAuditIntentsByPlace,
  lockAuditIntents,
  updateAuditIntentsAsOvertaken,
} from './queries/audit-intents.ts';
export {
  insertAuditRecords,
  insertDeviceRefusals,
  listAuditRecords,
  listAuditRecordsByTarget,
  type AuditRecordFilter,
  type AuditRecordInsert,
  type AuditRecordRow,
  type DeviceRefusalInsert,
  type FoundAuditRecordRow,
} from './queries/audit-records.ts';
export {
  type AuditSealInsert,
  type AuditSealRow,
  countUnsealedAuditRecords,
  deleteSealedAuditRecords,
  findAuditSealByPlace,
  insertAuditSeals,
  listAuditSealsAt,
  listFalselyUnsealedIds,
  listSealedAuditRecords,
  listUnaccountedAuditRecords,
  lockAuditChain,
  type SealedAuditRecordRow,
  deleteUnsealedAuditRecords,
  lockAuditChainIfFree,
} from './queries/audit-seals.ts';
export {
  deleteIdentityByUser,
  findIdentityByKey,
  insertIdentity,
  listIdentitiesByUser,
  lockIdentityAccountByKey,
  updateIdentityLogin,
  type IdentityAccountRow,
  type IdentityKey,
  type IdentityRow,
} from './queries/identities.ts';
export {
  deleteProviderRoles,
  insertSourcedRoles,
  listProviderRolesByUser,
  lockRolesByNames,
} from './queries/provider-roles.ts';
export { countHolders, lockAdministrators } from './queries/administrators.ts';
export {
  deleteFormerPasswords,
  findPasswordStateByUser,
  insertFormerPassword,
  listFormerPasswordHashes,
  updateUserPassword,
  updateUserPasswordHash,
} from './queries/passwords.ts';
export {
  deleteSecondFactor,
  insertRecoveryCodes,
  listUnusedRecoveryCodes,
  lockSecondFactorByUser,
  updateRecoveryCodeUsed,
  updateSecondFactorConfirmed,
  updateSecondFactorFailures,
  updateSecondFactorStep,
  upsertSecondFactor,
  type SecondFactorRow,
} from './queries/second-factors.ts';
export {
  findSessionByNetwork,
  insertSession,
  listOpenSessionsByOwner,
  type SessionRow,
} from './queries/sessions.ts';
export {
  deleteRole,
  findRoleByName,
  insertRole,
  listRoles,
  lockRoleByName,
  lockRoleDefinitionsByNames,
  updateRole,
  type RoleInsert,
  type RoleRow,
  type RoleUpdate,
} from './queries/roles.ts';
export {
  countActiveUsersByRole,
  type HeldRoleRow,
  listRolesByUsers,
  deleteUserRoles,
  deleteUserRolesByRole,
  insertUserRoles,
  listRoleNamesByUsers,
  listUserRolesByUser,
  type GrantedRoleRow,
  type UserRoleRow,
  type UserRolesChange,
} from './queries/user-roles.ts';
export {
  deleteTokenSecretsUpTo,
  insertTokenSecret,
  listTokenSecretHashes,
  listTokenVersions,
  type SecretDerivation,
  type SecretSelection,
  type TokenSecretHashRow,
  type TokenSecretInsert,
  type TokenVersionRow,
  updateTokenSecretReused,
  updateTokenSecretsEnd,
  updateTokenSecretsEndUpTo,
} from './queries/token-secrets.ts';
export {
  deleteEndedAccessTokens,
  deleteSessionsByOwner,
  findTokenById,
  insertToken,
  lockTokenById,
  type TokenInsert,
  type TokenRow,
} from './queries/tokens.ts';
export {
  type DescendantRow,
  lockTokenDescendants,
  type TokenLimitsUpdate,
  updateTokenLimits,
  updateTokensDisabled,
  updateTokensEnabled,
  updateTokenText,
} from './queries/token-changes.ts';
export {
  type AccountRow,
  findAccountById,
  findAccountByName,
  findServiceAccountByName,
  insertServiceAccount,
  listServiceAccounts,
  lockActiveAccountById,
  lockServiceAccountByName,
  type ServiceAccountInsert,
  type ServiceAccountRow,
  updateServiceAccount,
} from './queries/service-accounts.ts';
export { deleteExpiredDpopProofs, insertDpopProof } from './queries/dpop-proofs.ts';
export { deleteUnusedGrants } from './queries/oauth-grants.ts';
export {
  findOAuthClientById,
  insertOAuthClient,
  listOAuthClients,
  type OAuthClientColumns,
  type OAuthClientPage,
  type OAuthClientRow,
  updateOAuthClient,
} from './queries/oauth-clients.ts';
export {
  listTokens,
  type TokenFilter,
  type TokenPage,
  type TokenState,
} from './queries/token-list.ts';
export {
  type DisuseRule,
  type ExpiringTokenRow,
  type ExpiryPosition,
  lockTokensToWarn,
  lockUnusedTokens,
  lockTokenSweep,
  type UnusedTokenRow,
  updateTokensWarned,
} from './queries/token-sweeps.ts';
export {
  deleteRecentFilesBeyond,
  listRecentFilesByUser,
  type RecentFileRow,
  type RecentFilesUpsert,
  upsertRecentFiles,
} from './queries/recent-files.ts';
export {
  countRepositories,
  deleteRepository,
  findRepositoryById,
  findRepositoryByName,
  insertRepositories,
  listRepositoriesByFactory,
  listRepositoryIds,
  lockRepositoryByName,
  type RepositoryInsert,
  type RepositoryRow,
  type TidyingTurn,
  updateDefaultBranch,
  updateRepositoryBytes,
  updateRepositoryPushed,
  updateRepositoryTidied,
  updateRepositoryToTidy,
} from './queries/repositories.ts';
export {
  type DialectTokenOwner,
  type DialectTokenRow,
  findDialectTokenById,
  listDialectTerms,
  listUsableDialectTokens,
} from './queries/dialect-tokens.ts';
export {
  countTokensToRevoke,
  type OwnerSelection,
  type TokenRevocation,
  type TokenSelection,
  updateTokenRevoked,
  updateTokensRevoked,
  updateTokensRevokedByOwner,
  updateTokensRevokedMadeByOthers,
} from './queries/token-revocations.ts';
export {
  countUsers,
  findUserByUsername,
  findUserPasswordByUsername,
  insertUser,
  listUsersByRole,
  listUsersByState,
  lockActiveUserByUsername,
  lockUserByUsername,
  lockUserPasswordById,
  updateUserDeactivated,
  updateUserReactivated,
  updateUserScopes,
  type UserInsert,
  type UserPasswordRow,
  type UserRow,
} from './queries/users.ts';
export { isDeadlock, isUnavailable, isUniqueViolation } from './postgres-faults.ts';
export {
  type DeviceCaRow,
  findDeviceCaById,
  insertDeviceCa,
  listDeviceCas,
  lockDeviceCas,
  updateDeviceCa,
} from './queries/device-cas.ts';
export { findDenialByUuid, lockDeviceGeneration } from './queries/device-generations.ts';
export {
  insertDeviceCheckIn,
  updateDeviceCheckInAsDenied,
  updateDeviceCheckInAsUndenied,
} from './queries/device-check-ins.ts';
export {
  type AppliedConfiguration,
  type AppliedLayerRow,
  findAppliedConfigurationByDevice,
  listConfigurationLayers,
  upsertAppliedConfiguration,
} from './queries/applied-configurations.ts';
export {
  findNextTimeByClock,
  findNextTimeByDevice,
  lockConfigurationClock,
  lockDeviceConfiguration,
  lockDeviceConfigurations,
  lockSharedConfigurationClock,
} from './queries/configuration-clock.ts';
export {
  type ConfigurationFiles,
  type ConfigurationLayer,
  type ConfigurationRow,
  findConfigurationByLayer,
  findConfigurationByRevision,
  insertConfiguration,
  countConfigurationRevisions,
  type DeviceFileRow,
  listConfigurationRevisions,
  listVpnFiles,
  type RevisionPage,
  listFilledConfigurationLayers,
  type NewConfiguration,
} from './queries/configurations.ts';
export { countDevices, countDevicesOfGroups } from './queries/device-counts.ts';
export {
  countDeniedDevicesOfGroups,
  countDevicesBySeen,
  countDevicesWithPendingKeys,
  countPendingEnrolments,
} from './queries/fleet-counts.ts';
export {
  type DeviceActionRow,
  insertDeviceAction,
  listDeviceActions,
  type NewDeviceAction,
} from './queries/device-actions.ts';
export {
  deleteOldDeviceTests,
  type DeviceTestRow,
  findDeviceTestById,
  insertDeviceTest,
  listDeviceTests,
  lockDeviceTests,
  type NewDeviceTest,
  updateDeviceTestAsCompleted,
} from './queries/device-tests.ts';
export {
  type ArtifactRoom,
  findArtifactRoomByTest,
  findTestArtifactByName,
  insertTestArtifact,
  listTestArtifactNames,
  type TestArtifactKey,
} from './queries/test-artifacts.ts';
export { deleteDeviceData } from './queries/device-data.ts';
export {
  deleteDeviceKeysButLive,
  type DeviceKeyRow,
  insertDeviceKey,
  type KeyPosition,
  listAdmittedKeyHashes,
  listDeviceKeysByDevice,
  listPendingDeviceKeys,
} from './queries/device-keys.ts';
export type { DeviceFilter } from './device-filter.ts';
export { type DeviceListKey, type DeviceListPage, ownerKeyOf } from './device-lines.ts';
export {
  type DeviceListRow,
  examinedMax,
  listDevices,
  listMatchingDevices,
} from './queries/device-list.ts';
export {
  deleteDevice,
  type DenialRow,
  type DeviceRow,
  findDeviceByUuid,
  findDeviceUuidByName,
  insertDevice,
  listDevicesByUuids,
  lockDeviceByUuid,
  type LockedDeviceRow,
  type NewDeviceRow,
  updateDeviceAsDenied,
  updateDeviceAsUndenied,
  updateDeviceLabels,
  updateDeviceOwner,
} from './queries/devices.ts';
export {
  type DeniedDeviceRow,
  type DeniedListPage,
  listDeniedDevices,
  listDeniedDeviceUuids,
} from './queries/denied-devices.ts';
export {
  type EnrolmentCredentialRow,
  type EnrolmentTokenPosition,
  type EnrolmentTokenRow,
  findEnrolmentCredentialById,
  findEnrolmentTokenOwnerById,
  insertEnrolmentToken,
  listEnrolmentTokens,
  deleteEndedEnrolmentTokens,
  lockEnrolmentTokenById,
  updateEnrolmentTokenAsRevoked,
  updateEnrolmentTokenAsUsed,
} from './queries/enrolment-tokens.ts';
export {
  deleteDeviceGroup,
  type DeviceGroupChange,
  type DeviceGroupRow,
  countRightsOfGroup,
  findDeviceUuidByGroup,
  findGroupByName,
  insertDeviceGroup,
  listDeviceGroups,
  listGroupNames,
  lockDeviceGroupByName,
  updateDeviceGroup,
  updateGroupOfDevices,
} from './queries/device-groups.ts';
export {
  countDevicesByTarget,
  listTagVersions,
  type TagVersionRow,
  type TargetCountRow,
} from './queries/fleet-status.ts';
export type { GroupLimit } from './group-limit.ts';
export { insertKeyTombstones, lockKeyTombstoneByHash } from './queries/key-tombstones.ts';
export { insertKnownLabels, listKnownLabels, listLabelsOfGroups } from './queries/known-labels.ts';
export {
  deletePendingEnrolmentsByDevice,
  listPendingEnrolments,
  lockPendingEnrolmentsByDevice,
  type PendingEnrolmentRow,
} from './queries/pending-enrolments.ts';
export {
  type AdmissionDeviceRow,
  type AdmissionRow,
  type EnrolledDevice,
  type EnrolmentOutcome,
  insertEnrolledDevice,
  listAdmissions,
  listTrustedCas,
  type PresentedKey,
  type TrustedCaRow,
} from './queries/admission.ts';
export { type CheckIn, listWritableDevices, updateCheckIns } from './queries/check-ins.ts';
export {
  type AnnouncedKey,
  type AnnouncementOutcome,
  insertNextKey,
  type PresentedNextKey,
  updateNextKeyAsLive,
} from './queries/next-keys.ts';
export {
  insertRekeyPermit,
  listRekeyPermitsByDevice,
  lockRekeyPermitById,
  type NewRekeyPermitRow,
  type RekeyedDevice,
  type RekeyPermitPosition,
  type RekeyPermitRevocation,
  type RekeyPermitRow,
  updateOpenRekeyPermitsAsRevoked,
  updateRekeyPermitAsRevoked,
  updateRekeyPermitAsUsed,
} from './queries/rekey-permits.ts';
export {
  type AwaitingEnrolment,
  type MismatchedKey,
  type PendingEnrolmentBounds,
  upsertPendingEnrolments,
  upsertPendingKeys,
} from './queries/presented-keys.ts';
export {
  findTokenCredentialByHandle,
  type TokenCredential,
  type TokenCredentialRow,
  type TokenHandle,
  type TokenOwnerRow,
  type TokenSecretRow,
  type TokenUse,
  updateTokenAsUsed,
  updateTokensLastUsed,
} from './queries/token-credentials.ts';
export {
  countRolloutsToAll,
  listRolloutsToAll,
  deleteRollout,
  findRolloutById,
  findRolloutByKey,
  insertRollout,
  insertRolloutUuids,
  listPendingRollouts,
  listRollouts,
  listRolloutUuids,
  lockRolloutTurn,
  type NewRolloutRow,
  type RolloutKey,
  type RolloutRow,
  updateRolloutAsClosed,
  updateRolloutAsCommitted,
} from './queries/rollouts.ts';
export {
  type AssigningRollout,
  type Assignment,
  listDevicesRefusingRollout,
  listOpenRolloutMatches,
  type OpenRolloutMatch,
  type RolloutSlice,
  updateDevicesAsAssigned,
} from './queries/rollout-assignment.ts';
export {
  countRolloutDevices,
  countRolloutWork,
  deleteRolloutCandidates,
  listRolloutCandidates,
  listRolloutDevices,
  type RolloutCandidateRow,
  type RolloutDevicePage,
  type RolloutDeviceRow,
  type Unassignment,
  updateDeviceAsUnassigned,
  updateRolloutDevicesAsUnassigned,
} from './queries/rollout-devices.ts';
export {
  type DeviceAssignmentRow,
  findDeviceAssignmentByUuid,
  listRolloutVerdicts,
  type RolloutVerdictQuery,
  type RolloutVerdictRow,
} from './queries/rollout-verdicts.ts';
export type { ConflictingDeviceRow, MetadataConflict } from './conflicting-devices.ts';
export {
  type AssignedDevice,
  deleteReplacedMetadata,
  findMetadataByDevice,
  findTimestampByDevice,
  upsertDeviceSnapshot,
} from './queries/served-metadata.ts';
export { splitTags } from './reported-tags.ts';
export { listDevicesInMetadataConflict } from './queries/device-metadata.ts';
export {
  deleteTufRootsByFactory,
  findTufRootByVersion,
  insertTufRoots,
  listTufFactories,
  listTufKeysByFactory,
  listTufRootsByFactory,
  lockTufVersionByFactory,
  type TufKeyRow,
  type TufRootRow,
  updateTufVersion,
  upsertTufKeys,
} from './queries/tuf-keys.ts';
export {
  findUpdateRootByVersion,
  findUpdateSigningById,
  insertUpdateRoots,
  listFirstMetadataExpiries,
  listUpdateMetadata,
  listUpdateSigningsToRenew,
  listUpdatesSignedForFactory,
  type UpdateMetadataRow,
  type UpdateSigning,
  type UpdateSigningRow,
  upsertUpdateMetadata,
} from './queries/update-metadata.ts';
export {
  deleteExcessDeviceEvents,
  type DeviceEventInsert,
  type DeviceEventRow,
  type EventLimits,
  findLastDeviceEventByDevice,
  insertDeviceEvents,
  listDeviceCorrelationIds,
  type DeviceUpdateRow,
  type LastReportRow,
  listDeviceEvents,
  listDeviceUpdates,
  listLastReports,
  updateLogChannel,
} from './queries/device-events.ts';
export {
  type AppsState,
  type DescriptionUpsert,
  findDescriptionHashByKind,
  insertAppsState,
  listAppsStates,
  listDescriptions,
  upsertDescription,
} from './queries/device-descriptions.ts';
export {
  listUpdateLogHeads,
  listUpdateLogLines,
  type UpdateLogHeadRow,
  type UpdateLogLineRow,
  type UpdateLogSource,
  updateLogsAsWatched,
} from './queries/update-logs.ts';
export {
  type AuthorizationCodeRow,
  deleteEndedAuthorizationCodes,
  insertAuthorizationCode,
  lockAuthorizationCodeById,
  type NewAuthorizationCodeRow,
  updateAuthorizationCodeAsRedeemed,
} from './queries/authorization-codes.ts';
export {
  deleteEndedDeviceAuthorizations,
  type DeviceAuthorizationDecision,
  type DeviceAuthorizationRow,
  findDeviceAuthorizationById,
  findDeviceAuthorizationByUserCode,
  insertDeviceAuthorization,
  lockDeviceAuthorizationById,
  type NewDeviceAuthorizationRow,
  updateDeviceAuthorizationAsDecided,
  updateDeviceAuthorizationAsRedeemed,
} from './queries/device-authorizations.ts';
export {
  type ApplicationUser,
  countApplicationOwners,
  deleteApplicationPermission,
  findApplicationLevelByUser,
  upsertApplicationPermission,
} from './queries/application-permissions.ts';
export {
  type ApplicationPage,
  listApplicationIds,
  listOperationIds,
} from './queries/application-pages.ts';
export {
  type ApplicationInsert,
  type ApplicationInstanceRow,
  type ApplicationRow,
  deleteApplication,
  findApplicationById,
  findApplicationByName,
  insertApplication,
  listPermittedApplications,
  lockApplicationById,
  type PermittedApplicationRow,
  updateApplicationDeployment,
  updateApplicationInstances,
} from './queries/applications.ts';
export {
  countOperationLines,
  insertOperationHosts,
  insertOperationLines,
  listOperationHosts,
  listOperationLines,
  listUnsettledHosts,
  type OperationHostInsert,
  type OperationHostKey,
  type OperationHostRow,
  type OperationHostUpdate,
  type UnsettledHostRow,
  updateOperationHost,
} from './queries/application-operation-hosts.ts';
export {
  countOperations,
  deleteOldOperations,
  type OperationCounts,
} from './queries/ended-operations.ts';
export {
  findOperationById,
  findUnfinishedOperationByApplication,
  insertOperation,
  lockHeldOperation,
  lockOperationById,
  type OperationInsert,
  type OperationLease,
  type OperationRow,
  updateOperation,
  updateOperationAsReleased,
  updateOperationAsTaken,
  updateOperationLease,
} from './queries/application-operations.ts';
export {
  type DeploymentInsert,
  type DeploymentRow,
  findBadDeploymentByDigest,
  findDeploymentByAge,
  findDeploymentById,
  insertDeployment,
  listDeployments,
  type NumberedDeploymentRow,
  updateDeployment,
  updateDeploymentsAsGood,
} from './queries/deployments.ts';
export {
  type AddressHolderRow,
  type BeaconAliasRow,
  type BeaconAliasUpsert,
  findBeaconAliasByName,
  insertFreeBeaconAliases,
  listAddressHolders,
  listBeaconAliases,
  lockBeaconNames,
  upsertBeaconAlias,
} from './queries/beacon-aliases.ts';
export {
  type BeaconInstanceInsert,
  type BeaconInstanceRow,
  deleteOldBeaconInstances,
  findUsableInstanceByKey,
  type InstanceHolderRow,
  type InstanceKey,
  listBeaconInstances,
  listInstanceHolders,
  listUsableInstances,
  type UsableInstanceRow,
  upsertBeaconInstances,
} from './queries/beacon-instances.ts';
export {
  type BeaconPermissionRow,
  type BeaconUser,
  countBeaconOwners,
  deleteBeaconPermission,
  findBeaconLevelByUser,
  listBeaconPermissions,
  listHeldBeaconLevels,
  listPermittedBeacons,
  type PermittedBeaconRow,
  upsertBeaconPermission,
} from './queries/beacon-permissions.ts';
export {
  type BeaconConnectionRow,
  type BeaconTunnelRow,
  type BeaconTunnelUpsert,
  deleteBeaconTunnel,
  deleteEndedBeaconTunnels,
  findBeaconTunnelByDevice,
  listBeaconConnections,
  upsertBeaconTunnel,
} from './queries/beacon-tunnels.ts';
export {
  type BeaconInsert,
  type BeaconRow,
  type BeaconTokenRow,
  deleteBeacon,
  findBeaconByAddress,
  findBeaconById,
  findBeaconTokenById,
  insertBeacon,
  listBeacons,
  lockBeaconById,
  type SealedTokenUpdate,
  updateBeaconAsRefreshed,
  updateBeaconToken,
} from './queries/beacons.ts';
export {
  findRankedUserByUsername,
  findUserLevelById,
  listRankedUsers,
  type RankedUserRow,
  upsertUserLevel,
} from './queries/user-levels.ts';
export {
  deleteTargetManifests,
  deleteTargets,
  findTargetByName,
  insertTargetManifests,
  findTargetIdByManifest,
  listTargets,
  listTargetVersions,
  type TargetChangeRow,
  type TargetManifestRow,
  type TargetQuery,
  type TargetRow,
  upsertTargets,
} from './queries/targets.ts';
export {
  findTargetMetadataByRole,
  listTargetMetadata,
  listTargetSetsToRenew,
  listTargetSetTags,
  type TargetSetKey,
  upsertTargetMetadata,
} from './queries/target-metadata.ts';
export {
  type AttemptEnd,
  deletePublication,
  findNewerTargetByTag,
  listPublications,
  lockPublication,
  type PublicationKey,
  type PublicationRow,
  updateDuePublication,
  updatePublication,
  updatePublicationLease,
  updatePublicationsAsDue,
  updatePublicationsAsWithdrawing,
  upsertPublications,
} from './queries/target-publications.ts';
export {
  type BuildKey,
  type BuildRow,
  findBuildByCommit,
  findBuildById,
  findBuildDefinitionById,
  findLastBuildIdByFactory,
  findLatestBuildByFilter,
  insertBuild,
  insertBuildSecrets,
  type LatestBuildFilter,
  listBuilds,
  listBuildSecrets,
  lockBuildById,
  type NamedSecretRow,
  type NewBuildRow,
  updateBuild,
  upsertBuildCounter,
} from './queries/builds.ts';
export { countPromotedBuilds, listPromotedBuilds } from './queries/promoted-builds.ts';
export { countRunsByName, listRunsByName } from './queries/run-history.ts';
export { notifyRunners, runQueueChannel } from './notify-runners.ts';
export {
  findRunByName,
  findRunOrderById,
  insertRuns,
  listRunsOfBuilds,
  listRunStandings,
  lockRunById,
  lockRunsByBuild,
  type NewRunRow,
  type RunEnd,
  type RunOrderRow,
  type RunRow,
  type RunStanding,
  updateRunAsEnded,
  updateRunAsQueued,
  updateRunStatus,
} from './queries/build-runs.ts';
export {
  insertBuildStatusEvent,
  listBuildStatusEvents,
  type StatusEventRow,
} from './queries/build-status-events.ts';
export {
  type FinishedRunRow,
  listUnpublishedRuns,
  updateRunAsPublished,
} from './queries/run-results.ts';
export {
  countQueue,
  findRunByCredential,
  type LeaseKey,
  lockOverdueRuns,
  lockQueuedRun,
  lockRunsByRunner,
  type OverdueRunRow,
  type QueueCounts,
  type RunCredentialRow,
  type RunnerOffer,
  updateRunAsLeased,
  updateRunLease,
} from './queries/run-leases.ts';
export {
  type ConsolePieceRow,
  insertConsolePiece,
  listConsolePieces,
} from './queries/run-consoles.ts';
export {
  deleteRunArtifacts,
  findConflictingArtifactByPath,
  findRunArtifactByPath,
  findRunArtifactRoomByPath,
  insertRunArtifact,
  listRunArtifacts,
  type RunArtifactRow,
} from './queries/run-artifacts.ts';
export {
  type BuildTriggerRow,
  deleteBuildTrigger,
  deleteTriggerSecret,
  insertBuildTrigger,
  listBuildTriggers,
  listTriggerSecretNames,
  listTriggerSecrets,
  lockBuildTriggers,
  updateBuildTrigger,
  upsertTriggerSecret,
} from './queries/build-triggers.ts';
export {
  countRunners,
  deleteRunner,
  findRunnerByTokenId,
  insertRunner,
  listRunners,
  lockRunnerById,
  lockSharedRunnerById,
  type NewRunnerRow,
  type RunnerCredentialRow,
  type RunnerPosition,
  type RunnerRow,
  type RunnerSighting,
  updateRunnerAsSeen,
} from './queries/runners.ts';
export {
  countBuildBytes,
  countBuilds,
  countEndedBuilds,
  deleteBuild,
  listOldBuilds,
  type OldBuildFilter,
  type OldBuildRow,
} from './queries/ended-builds.ts';
export {
  deleteOldWebhookDeliveries,
  insertWebhookDeliveries,
  updateDueWebhooksAsTaken,
  updateWebhookDelivery,
  type WebhookDeliveryRow,
} from './queries/webhook-deliveries.ts';
export {
  deleteBuildOmissions,
  deleteOldBuildOmissions,
  insertBuildOmissions,
  listBuildOmissions,
} from './queries/build-omissions.ts';
export {
  deleteOldBuildMoves,
  deleteSeenReferences,
  findBuildMoveByReference,
  insertBuildMoves,
  listSeenReferences,
  lockSeenReference,
  lockSeenReferences,
  type ReferenceHead,
  type ReferenceKey,
  type ReferenceMove,
  type RepositoryKey,
  upsertSeenReferences,
} from './queries/build-references.ts';
export {
  countTestsOfTargets,
  listTestedVersions,
  listTestsOfTargets,
  type TargetTestQuery,
  type TargetTestRow,
} from './queries/tests-of-targets.ts';
