export { appendChange, type Change } from './change-feed.ts';
export { checkConnection } from './check-connection.ts';
export {
  databaseOver,
  keyedAccess,
  openDatabase,
  openPool,
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
export {
  type ChangeFollower,
  type FeedEntry,
  followChanges,
  type FollowOptions,
} from './follow-changes.ts';
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
export {
  insertDeviceCheckIn,
  updateDeviceCheckInAsDenied,
  updateDeviceCheckInAsUndenied,
} from './queries/device-check-ins.ts';
export { countDevices } from './queries/device-counts.ts';
export {
  deleteDeviceKeysExceptLive,
  type DeviceKeyRow,
  insertDeviceKey,
  type KeyPosition,
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
export { findKeyTombstoneByHash, insertKeyTombstonesOfDevice } from './queries/key-tombstones.ts';
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
  insertEnrolledDevice,
  insertEnrolledKey,
  listAdmissions,
  listTrustedCas,
  type PresentedKey,
  type TrustedCaRow,
} from './queries/admission.ts';
export { type CheckIn, updateCheckIns } from './queries/check-ins.ts';
export {
  type AwaitingEnrolment,
  type MismatchedKey,
  type PendingEnrolmentBounds,
  upsertPendingEnrolments,
  upsertPendingKeys,
} from './queries/presented-keys.ts';
