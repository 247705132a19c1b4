/** Statements about devices and programs that wait for a person to let them in. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** What waits, or has been decided. */
export interface DeviceAuthorizationRow {
  readonly id: string;
  readonly device_code_hash: Buffer;
  readonly key_version: number;
  readonly client_id: string;
  readonly device_uuid: string | null;
  readonly scopes: string[];
  readonly created_at: Date;
  readonly created_ip: string | null;
  readonly expires_at: Date;
  readonly decided_at: Date | null;
  readonly user_id: string | null;
  readonly is_approved: boolean | null;
  readonly granted_scopes: string[] | null;
  readonly device_group: string | null;
  readonly redeemed_at: Date | null;
}

/** What one begins with. */
export interface NewDeviceAuthorizationRow extends Pick<
  DeviceAuthorizationRow,
  | 'id'
  | 'device_code_hash'
  | 'key_version'
  | 'client_id'
  | 'device_uuid'
  | 'created_at'
  | 'created_ip'
  | 'expires_at'
> {
  readonly user_code_hash: Buffer;
  readonly scopes: readonly string[];
}

const columns = [
  'id',
  'device_code_hash',
  'key_version',
  'client_id',
  'device_uuid',
  'scopes',
  'created_at',
  'expires_at',
  'decided_at',
  'user_id',
  'is_approved',
  'granted_scopes',
  'device_group',
  'redeemed_at',
] as const;

const createdIp = sql<string | null>`host(created_ip)`.as('created_ip');

/** Inserts one; false, with nothing done, where another one has the same user code. */
export const insertDeviceAuthorization = async (
  db: Db,
  row: NewDeviceAuthorizationRow,
): Promise<boolean> => {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('device_authorizations')
    .values({
      ...row,
      scopes: [...row.scopes],
      decided_at: null,
      user_id: null,
      is_approved: null,
      granted_scopes: null,
      device_group: null,
      redeemed_at: null,
    })
    .onConflict((conflict) => conflict.column('user_code_hash').doNothing())
    .executeTakeFirst();
  return numInsertedOrUpdatedRows === 1n;
};

/** The one of this id, whatever became of it. */
export const findDeviceAuthorizationById = (
  db: Db,
  id: string,
): Promise<DeviceAuthorizationRow | undefined> =>
  db
    .selectFrom('device_authorizations')
    .select(columns)
    .select(createdIp)
    .where('id', '=', id)
    .executeTakeFirst();

/** The one whose user code has one of these hashes, which are the same code under different keys. */
export const findDeviceAuthorizationByUserCode = (
  db: Db,
  hashes: readonly Buffer[],
): Promise<DeviceAuthorizationRow | undefined> =>
  db
    .selectFrom('device_authorizations')
    .select(columns)
    .select(createdIp)
    .where('user_code_hash', 'in', [...hashes])
    .executeTakeFirst();

/** Locks the one of this id. */
export const lockDeviceAuthorizationById = (
  trx: Trx,
  id: string,
): Promise<DeviceAuthorizationRow | undefined> =>
  trx
    .selectFrom('device_authorizations')
    .select(columns)
    .select(createdIp)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();

/** What a person said. */
export interface DeviceAuthorizationDecision {
  readonly decided_at: Date;
  readonly user_id: string;
  readonly is_approved: boolean;
  readonly granted_scopes: readonly string[] | null;
  readonly device_group: string | null;
}

/** Writes down what a person said; whoever calls it holds the lock and has seen that nobody did before. */
export const updateDeviceAuthorizationAsDecided = async (
  trx: Trx,
  id: string,
  decision: DeviceAuthorizationDecision,
): Promise<void> => {
  const { granted_scopes: granted, ...rest } = decision;
  await trx
    .updateTable('device_authorizations')
    .set({ ...rest, granted_scopes: granted === null ? null : [...granted] })
    .where('id', '=', id)
    .execute();
};

/** Writes down that the device code was exchanged. */
export const updateDeviceAuthorizationAsRedeemed = async (
  trx: Trx,
  id: string,
  at: Date,
): Promise<void> => {
  await trx
    .updateTable('device_authorizations')
    .set({ redeemed_at: at })
    .where('id', '=', id)
    .execute();
};

/** Deletes some of those that ended before `before`, as many as `limit`. */
export const deleteEndedDeviceAuthorizations = async (
  db: Db,
  before: Date,
  limit: number,
): Promise<void> => {
  await sql`
    delete from device_authorizations where id in (
      select id from device_authorizations where expires_at < ${before}
      order by expires_at limit ${limit} for update skip locked
    )`.execute(db);
};
