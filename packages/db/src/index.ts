export { appendChange, changeChannel, type Change } from './change-feed.ts';
export { databaseOver, openDatabase, openPool, type ConnectOptions } from './connect.ts';
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
export { migrate } from './migrate.ts';
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
  findTokenById,
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
