export { appendChange, type Change } from './feed/append-change.ts';
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
  ChangeKind,
  Database,
  Db,
  EnrolmentPolicy,
  KeyState,
  Labels,
  TokenKind,
  Trx,
} from './database.ts';
export { type ChangeFollower, followChanges, type FollowOptions } from './feed/follow-changes.ts';
export { createLease, type Lease } from './feed/lease.ts';
export { askingMsMax, leaseMs } from './feed/lease-terms.ts';
export type { FeedEntry, FollowerIdentity } from './feed/poll-feed.ts';
export { deleteOldChanges } from './feed/delete-old-changes.ts';
export { type FollowerRow, listFollowersByService } from './queries/feed-followers.ts';
export { dumpSchema } from './dump-schema.ts';
export { listPendingMigrations, migrate } from './migrate.ts';
export { serviceRoles, setServicePassword, type ServiceRole } from './service-roles.ts';
export { inTransaction } from './transaction.ts';
export {
  insertAuditRecord,
  listAuditRecordsByTarget,
  type AuditRecordInsert,
  type AuditRecordRow,
} from './queries/audit-records.ts';
export { insertTokenSecret, type TokenSecretInsert } from './queries/token-secrets.ts';
export {
  deleteSessionsByOwner,
  insertToken,
  listTokenCredentialsById,
  listTokensByOwner,
  lockTokenById,
  updateTokenFamilyRevoked,
  updateTokensRevokedByOwner,
  type TokenCredentialRow,
  type TokenInsert,
  type TokenRevocation,
  type TokenRow,
} from './queries/tokens.ts';
export {
  countUsers,
  findUserByUsername,
  findUserPasswordByUsername,
  insertUser,
  listActiveUsers,
  lockActiveUserByUsername,
  lockUserPasswordById,
  updateUserDeactivated,
  updateUserPassword,
  updateUserPasswordHash,
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
export { countDevices } from './queries/device-counts.ts';
export {
  deleteDeviceKeysButLive,
  type DeviceKeyRow,
  insertDeviceKey,
  type KeyPosition,
  listAdmittedKeyHashes,
  listDeviceKeysByDevice,
  listPendingDeviceKeys,
} from './queries/device-keys.ts';
export {
  type DeviceListKey,
  type DeviceListPage,
  type DeviceListRow,
  listDevices,
} from './queries/device-list.ts';
export {
  deleteDevice,
  type DenialRow,
  type DeniedDeviceRow,
  type DeviceRow,
  findDeviceByUuid,
  insertDevice,
  listDeniedDevices,
  listDeniedDeviceUuids,
  listGroupNames,
  lockDeviceByUuid,
  type LockedDeviceRow,
  type NewDeviceRow,
  updateDeviceAsDenied,
  updateDeviceAsUndenied,
  updateDeviceLabels,
} from './queries/devices.ts';
export { insertKeyTombstones, lockKeyTombstoneByHash } from './queries/key-tombstones.ts';
export { insertKnownLabels, listKnownLabels } from './queries/known-labels.ts';
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
