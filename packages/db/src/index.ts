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
