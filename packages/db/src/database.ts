/** The shape of the store, as the migrations leave it; a test compares it with the catalogue of a migrated database. */
import type { Kysely, Transaction } from 'kysely';
import type {
  ApplicationInstancesTable,
  ApplicationOperationHostsTable,
  ApplicationOperationLinesTable,
  ApplicationOperationsTable,
  ApplicationPermissionsTable,
  ApplicationsTable,
  DeploymentsTable,
} from './tables/applications.ts';
import type {
  AuditCheckpointsTable,
  AuditIntentsTable,
  AuditRecordsTable,
  AuditSealsTable,
  AuditUnsealedTable,
} from './tables/audit.ts';
import type {
  BeaconAliasesTable,
  BeaconInstancesTable,
  BeaconTunnelsTable,
  BeaconPermissionsTable,
  BeaconsTable,
  UserLevelsTable,
} from './tables/beacons.ts';
import type {
  BuildCountersTable,
  BuildMovesTable,
  BuildOmissionsTable,
  BuildReferencesTable,
  BuildRunsTable,
  BuildSecretsTable,
  BuildsTable,
  BuildStatusEventsTable,
  BuildTriggerSecretsTable,
  BuildTriggersTable,
  RunArtifactsTable,
  RunConsolesTable,
  RunnersTable,
  WebhookDeliveriesTable,
} from './tables/builds.ts';
import type {
  AppliedConfigurationsTable,
  BlobRemovalsTable,
  ConfigurationClockTable,
  ConfigurationsTable,
  ContentsTable,
  UpdateFilesTable,
  UpdatesTable,
  UpdateTagsTable,
} from './tables/delivery.ts';
import type {
  DeviceCasTable,
  DeviceCheckInsTable,
  DeviceCountsTable,
  DeviceGroupLabelsTable,
  DeviceGroupsTable,
  DeviceKeysTable,
  DeviceLabelsTable,
  DeviceTagsTable,
  DevicesTable,
  KeyTombstonesTable,
  KnownLabelsTable,
  PendingEnrolmentsTable,
  RekeyPermitsTable,
} from './tables/devices.ts';
import type { EnrolmentTokensTable } from './tables/enrolment-tokens.ts';
import type {
  ChangeFeedCounterTable,
  ChangeFeedTable,
  FeedFollowersTable,
  IdempotencyKeysTable,
} from './tables/feed.ts';
import type {
  AuthorizationCodesTable,
  DeviceAuthorizationsTable,
} from './tables/interactive-grants.ts';
import type {
  DeviceMetadataTable,
  DeviceSnapshotsTable,
  ReplacedMetadataTable,
  TufKeysTable,
  TufRootsTable,
  TufVersionsTable,
  UpdateMetadataTable,
  UpdateRootsTable,
  UpdateSigningsTable,
} from './tables/metadata.ts';
import type { DpopProofsTable, OAuthClientsTable } from './tables/oauth.ts';
import type { RecentFilesTable } from './tables/recent-files.ts';
import type {
  DeviceAppsStatesTable,
  DeviceDescriptionsTable,
  DeviceEventsTable,
  UpdateLogsTable,
} from './tables/reports.ts';
import type { RepositoriesTable } from './tables/source.ts';
import type {
  TargetManifestsTable,
  TargetMetadataTable,
  TargetPublicationsTable,
  TargetsTable,
} from './tables/targets.ts';
import type { DeviceActionsTable, DeviceTestsTable, TestArtifactsTable } from './tables/tests.ts';
import type {
  FormerPasswordsTable,
  IdentitiesTable,
  RecoveryCodesTable,
  RolesTable,
  SecondFactorsTable,
  SessionsTable,
  TokenSecretsTable,
  TokensTable,
  UserRolesTable,
  UsersTable,
} from './tables/people.ts';
import type {
  RolloutCandidatesTable,
  RolloutDevicesTable,
  RolloutsTable,
  RolloutTurnTable,
  RolloutUuidsTable,
} from './tables/rollouts.ts';

export type {
  DeploymentKind,
  DeploymentStatus,
  HostRole,
  HostState,
  OperationKind,
  OperationLineColumn,
  OperationPhase,
  OperationStatus,
} from './tables/applications.ts';
export type { ActorKind, AuditCheckpointKind, AuditIntentKind } from './tables/audit.ts';
export type {
  BuildStatus,
  RunnerIsolation,
  RunResultColumn,
  WebhookColumn,
} from './tables/builds.ts';
export type { EnrolmentPolicy, KeyState, Labels } from './tables/devices.ts';
export type { ChangeKind } from './tables/feed.ts';
export type { SigningOrigin, TufRole, UpdateTufRole } from './tables/metadata.ts';
export type { PublicationState } from './tables/targets.ts';
export type { TestResultColumn, TestStatus } from './tables/tests.ts';
export type {
  DerivedForm,
  DialectTerms,
  DisableReason,
  TokenConfirmation,
  TokenKind,
  TokenRate,
  UserKind,
} from './tables/people.ts';
export type { DescriptionKind } from './tables/reports.ts';

/** The table of contents of the schema. */
export interface Database {
  application_instances: ApplicationInstancesTable;
  application_operation_hosts: ApplicationOperationHostsTable;
  application_operation_lines: ApplicationOperationLinesTable;
  application_operations: ApplicationOperationsTable;
  application_permissions: ApplicationPermissionsTable;
  applications: ApplicationsTable;
  applied_configurations: AppliedConfigurationsTable;
  audit_checkpoints: AuditCheckpointsTable;
  audit_intents: AuditIntentsTable;
  audit_records: AuditRecordsTable;
  audit_seals: AuditSealsTable;
  audit_unsealed: AuditUnsealedTable;
  authorization_codes: AuthorizationCodesTable;
  beacon_aliases: BeaconAliasesTable;
  beacon_instances: BeaconInstancesTable;
  beacon_tunnels: BeaconTunnelsTable;
  beacon_permissions: BeaconPermissionsTable;
  beacons: BeaconsTable;
  blob_removals: BlobRemovalsTable;
  build_counters: BuildCountersTable;
  build_moves: BuildMovesTable;
  build_omissions: BuildOmissionsTable;
  build_references: BuildReferencesTable;
  build_runs: BuildRunsTable;
  build_secrets: BuildSecretsTable;
  build_status_events: BuildStatusEventsTable;
  build_trigger_secrets: BuildTriggerSecretsTable;
  build_triggers: BuildTriggersTable;
  builds: BuildsTable;
  change_feed: ChangeFeedTable;
  change_feed_counter: ChangeFeedCounterTable;
  configuration_clock: ConfigurationClockTable;
  configurations: ConfigurationsTable;
  contents: ContentsTable;
  deployments: DeploymentsTable;
  device_apps_states: DeviceAppsStatesTable;
  device_actions: DeviceActionsTable;
  device_authorizations: DeviceAuthorizationsTable;
  device_cas: DeviceCasTable;
  device_check_ins: DeviceCheckInsTable;
  device_counts: DeviceCountsTable;
  device_descriptions: DeviceDescriptionsTable;
  device_events: DeviceEventsTable;
  device_group_labels: DeviceGroupLabelsTable;
  device_groups: DeviceGroupsTable;
  device_keys: DeviceKeysTable;
  device_labels: DeviceLabelsTable;
  device_metadata: DeviceMetadataTable;
  device_snapshots: DeviceSnapshotsTable;
  replaced_metadata: ReplacedMetadataTable;
  device_tags: DeviceTagsTable;
  device_tests: DeviceTestsTable;
  devices: DevicesTable;
  dpop_proofs: DpopProofsTable;
  enrolment_tokens: EnrolmentTokensTable;
  feed_followers: FeedFollowersTable;
  former_passwords: FormerPasswordsTable;
  identities: IdentitiesTable;
  idempotency_keys: IdempotencyKeysTable;
  key_tombstones: KeyTombstonesTable;
  known_labels: KnownLabelsTable;
  oauth_clients: OAuthClientsTable;
  pending_enrolments: PendingEnrolmentsTable;
  recent_files: RecentFilesTable;
  recovery_codes: RecoveryCodesTable;
  rekey_permits: RekeyPermitsTable;
  repositories: RepositoriesTable;
  roles: RolesTable;
  rollout_candidates: RolloutCandidatesTable;
  rollout_devices: RolloutDevicesTable;
  rollout_turn: RolloutTurnTable;
  rollout_uuids: RolloutUuidsTable;
  rollouts: RolloutsTable;
  run_artifacts: RunArtifactsTable;
  run_consoles: RunConsolesTable;
  runners: RunnersTable;
  second_factors: SecondFactorsTable;
  sessions: SessionsTable;
  target_manifests: TargetManifestsTable;
  target_metadata: TargetMetadataTable;
  target_publications: TargetPublicationsTable;
  targets: TargetsTable;
  test_artifacts: TestArtifactsTable;
  token_secrets: TokenSecretsTable;
  tokens: TokensTable;
  tuf_keys: TufKeysTable;
  tuf_roots: TufRootsTable;
  tuf_versions: TufVersionsTable;
  update_files: UpdateFilesTable;
  update_logs: UpdateLogsTable;
  update_metadata: UpdateMetadataTable;
  update_roots: UpdateRootsTable;
  update_signings: UpdateSigningsTable;
  update_tags: UpdateTagsTable;
  updates: UpdatesTable;
  user_levels: UserLevelsTable;
  user_roles: UserRolesTable;
  users: UsersTable;
  webhook_deliveries: WebhookDeliveriesTable;
}

/** A handle to the store. A `Trx` is one too, so a query that takes `Db` works in and outside of a transaction. */
export type Db = Kysely<Database>;

/** A handle inside a transaction; queries that lock rows take nothing else. */
export type Trx = Transaction<Database>;
