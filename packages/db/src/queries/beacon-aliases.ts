/** SQL on `beacon_aliases`. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

export interface BeaconAliasRow {
  readonly alias: string;
  readonly address: string;
  readonly beacon_id: string | null;
  readonly set_by: string | null;
}

/** A name and what it stands for. */
export interface BeaconAliasUpsert {
  readonly alias: string;
  readonly address: string;
  /** Null for an address that nobody registered. */
  readonly beaconId: string | null;
  readonly setBy: string | null;
  readonly at: Date;
}

/** A beacon that an address is, or on which it is an instance. */
export interface AddressHolderRow {
  readonly beacon_id: string;
  /** The level of whoever was asked about; null for none. */
  readonly level: number | null;
}

const columns = ['alias', 'address', 'beacon_id', 'set_by'] as const;

/** Serialises what gives names: an alias and an address must never be the same; the number is arbitrary. */
const namesLock = 7_305_198_030;

/** Waits until no other transaction is about to give names, and keeps others waiting until its own end. */
export const lockBeaconNames = async (trx: Trx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${namesLock})`.execute(trx);
};

/** An expression: the alias that an address has on a beacon, the last set of several; both are given as columns. */
export const findLastAliasByColumns = (
  beaconId: string,
  address: string,
): RawBuilder<string | null> =>
  sql<string | null>`(
    select a.alias from beacon_aliases a
    where a.beacon_id = ${sql.ref(beaconId)} and a.address = ${sql.ref(address)}
    order by a.ordinal desc limit 1
  )`;

/** What an alias stands for. */
export const findBeaconAliasByName = (db: Db, alias: string): Promise<BeaconAliasRow | undefined> =>
  db.selectFrom('beacon_aliases').select(columns).where('alias', '=', alias).executeTakeFirst();

/** The aliases of the addresses that a beacon has, the last one of each. */
export const listBeaconAliases = (db: Db, beaconId: string): Promise<BeaconAliasRow[]> =>
  db
    .selectFrom('beacon_aliases')
    .select(columns)
    .distinctOn('address')
    .where('beacon_id', '=', beaconId)
    .orderBy('address')
    .orderBy('ordinal', 'desc')
    .execute();

/** Gives an alias its meaning, whatever it meant before. */
export const upsertBeaconAlias = async (trx: Trx, alias: BeaconAliasUpsert): Promise<void> => {
  const values = {
    address: alias.address,
    beacon_id: alias.beaconId,
    set_by: alias.setBy,
    updated_at: alias.at,
  };
  await trx
    .insertInto('beacon_aliases')
    .values({ alias: alias.alias, ...values })
    .onConflict((conflict) =>
      conflict
        .column('alias')
        .doUpdateSet((excluded) => ({ ...values, ordinal: excluded.ref('excluded.ordinal') })),
    )
    .execute();
};

/** Inserts aliases, but for those that mean something already. */
export const insertFreeBeaconAliases = async (
  trx: Trx,
  aliases: readonly BeaconAliasUpsert[],
): Promise<void> => {
  if (aliases.length === 0) return;
  await trx
    .insertInto('beacon_aliases')
    .values(
      aliases.map(({ alias, address, beaconId, setBy, at }) => ({
        alias,
        address,
        beacon_id: beaconId,
        set_by: setBy,
        updated_at: at,
      })),
    )
    .onConflict((conflict) => conflict.column('alias').doNothing())
    .execute();
};

/** The beacons that an address is, or on which it is an instance, oldest first, each with the level of this user. */
export const listAddressHolders = async (
  db: Db,
  address: string,
  userId: string | null,
): Promise<AddressHolderRow[]> => {
  const { rows } = await sql<AddressHolderRow>`
    select b.id as beacon_id, p.level
    from beacons b left join beacon_permissions p on p.beacon_id = b.id and p.user_id = ${userId}
    where b.address = ${address}
      or b.id in (select i.beacon_id from beacon_instances i where i.address = ${address})
    order by b.created_at, b.id`.execute(db);
  return rows;
};
