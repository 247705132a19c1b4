/** SQL on `beacons`. */
import type { Db, Trx } from '../database.ts';

/** A beacon, without its token. */
export interface BeaconRow {
  readonly id: string;
  readonly address: string;
  readonly created_at: Date;
  readonly created_by: string;
  readonly refreshed_at: Date;
}

/** What a call to a beacon needs. */
export interface BeaconTokenRow {
  readonly id: string;
  readonly address: string;
  readonly sealed_token: Buffer;
  readonly key_version: number;
}

/** A token as it is stored. */
export interface SealedTokenUpdate {
  readonly sealed: Buffer;
  readonly keyVersion: number;
}

/** A beacon that is new. */
export interface BeaconInsert {
  readonly id: string;
  readonly address: string;
  readonly token: SealedTokenUpdate;
  readonly createdAt: Date;
  readonly createdBy: string;
}

const columns = ['id', 'address', 'created_at', 'created_by', 'refreshed_at'] as const;

/** Inserts a beacon; answers false, and inserts nothing, when there is one of this address. */
export const insertBeacon = async (trx: Trx, beacon: BeaconInsert): Promise<boolean> => {
  const { id, address, token, createdAt, createdBy } = beacon;
  const inserted = await trx
    .insertInto('beacons')
    .values({
      id,
      address,
      sealed_token: token.sealed,
      key_version: token.keyVersion,
      created_at: createdAt,
      created_by: createdBy,
      refreshed_at: createdAt,
    })
    .onConflict((conflict) => conflict.column('address').doNothing())
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
};

/** The beacon of this address. */
export const findBeaconByAddress = (db: Db, address: string): Promise<BeaconRow | undefined> =>
  db.selectFrom('beacons').select(columns).where('address', '=', address).executeTakeFirst();

/** The beacon of this id. */
export const findBeaconById = (db: Db, id: string): Promise<BeaconRow | undefined> =>
  db.selectFrom('beacons').select(columns).where('id', '=', id).executeTakeFirst();

/** What a call to this beacon needs. */
export const findBeaconTokenById = (db: Db, id: string): Promise<BeaconTokenRow | undefined> =>
  db
    .selectFrom('beacons')
    .select(['id', 'address', 'sealed_token', 'key_version'])
    .where('id', '=', id)
    .executeTakeFirst();

/** The beacon of this id, locked against every other change until the end of the transaction. */
export const lockBeaconById = (trx: Trx, id: string): Promise<BeaconRow | undefined> =>
  trx.selectFrom('beacons').select(columns).where('id', '=', id).forUpdate().executeTakeFirst();

/** Beacons in the order in which they were created, from behind `after`. */
export const listBeacons = (
  db: Db,
  page: {
    readonly after: { readonly createdAt: Date; readonly id: string } | null;
    readonly limit: number;
  },
): Promise<BeaconRow[]> => {
  const { after } = page;
  let query = db.selectFrom('beacons').select(columns);
  if (after !== null)
    query = query.where(({ eb, refTuple, tuple }) =>
      eb(refTuple('created_at', 'id'), '>', tuple(after.createdAt, after.id)),
    );
  return query.orderBy('created_at').orderBy('id').limit(page.limit).execute();
};

/** Gives a beacon another token. */
export const updateBeaconToken = async (
  trx: Trx,
  id: string,
  { sealed, keyVersion }: SealedTokenUpdate,
): Promise<void> => {
  await trx
    .updateTable('beacons')
    .set({ sealed_token: sealed, key_version: keyVersion })
    .where('id', '=', id)
    .execute();
};

/** Notes when a beacon told which instances it has. */
export const updateBeaconAsRefreshed = async (trx: Trx, id: string, at: Date): Promise<void> => {
  await trx.updateTable('beacons').set({ refreshed_at: at }).where('id', '=', id).execute();
};

/** Deletes a beacon with its instances, its aliases and its permissions. */
export const deleteBeacon = async (trx: Trx, id: string): Promise<void> => {
  await trx.deleteFrom('beacons').where('id', '=', id).execute();
};
