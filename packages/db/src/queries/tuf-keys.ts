/** Statements on `tuf_keys`, `tuf_roots` and `tuf_versions`: what a factory signs metadata with, and what devices trust. */
import { sql } from 'kysely';
import type { Db, Trx, TufRole } from '../database.ts';

/** A sealed key. */
export interface TufKeyRow {
  readonly role: TufRole;
  readonly key_id: string;
  readonly sealed_key: Buffer;
  readonly key_version: number;
}

/** The keys of a factory, one for each role; none where it has none. */
export const listTufKeysByFactory = (db: Db, factory: string): Promise<TufKeyRow[]> =>
  db
    .selectFrom('tuf_keys')
    .select(['role', 'key_id', 'sealed_key', 'key_version'])
    .where('factory', '=', factory)
    .orderBy('role')
    .execute();

/** Stores keys in the place of those that the factory had for the same roles. */
export const upsertTufKeys = async (
  trx: Trx,
  factory: string,
  keys: readonly (TufKeyRow & { readonly created_at: Date })[],
): Promise<void> => {
  await trx
    .insertInto('tuf_keys')
    .values(keys.map((key) => ({ factory, ...key })))
    .onConflict((conflict) =>
      conflict.columns(['factory', 'role']).doUpdateSet((eb) => ({
        key_id: eb.ref('excluded.key_id'),
        sealed_key: eb.ref('excluded.sealed_key'),
        key_version: eb.ref('excluded.key_version'),
        created_at: eb.ref('excluded.created_at'),
      })),
    )
    .execute();
};

/** A root of a factory. */
export interface TufRootRow {
  readonly version: number;
  readonly bytes: Buffer;
  readonly expires_at: Date;
}

const rootColumns = ['version', 'bytes', 'expires_at'] as const;

/** Every root of a factory, by version. */
export const listTufRootsByFactory = (db: Db, factory: string): Promise<TufRootRow[]> =>
  db
    .selectFrom('tuf_roots')
    .select(rootColumns)
    .where('factory', '=', factory)
    .orderBy('version')
    .execute();

/** The root of that version; the newest for `latest`. */
export const findTufRootByVersion = (
  db: Db,
  factory: string,
  version: number | 'latest',
): Promise<TufRootRow | undefined> => {
  const roots = db.selectFrom('tuf_roots').select(rootColumns).where('factory', '=', factory);
  return version === 'latest'
    ? roots.orderBy('version', 'desc').limit(1).executeTakeFirst()
    : roots.where('version', '=', version).executeTakeFirst();
};

/** Appends roots. */
export const insertTufRoots = async (
  trx: Trx,
  factory: string,
  roots: readonly (TufRootRow & { readonly created_at: Date })[],
): Promise<void> => {
  await trx
    .insertInto('tuf_roots')
    .values(roots.map((root) => ({ factory, ...root })))
    .execute();
};

/** Deletes the roots of a factory, which no device may have been given. */
export const deleteTufRootsByFactory = async (trx: Trx, factory: string): Promise<void> => {
  await trx.deleteFrom('tuf_roots').where('factory', '=', factory).execute();
};

/** The factories that have roots, by name. */
export const listTufFactories = async (db: Db): Promise<string[]> => {
  const rows = await db
    .selectFrom('tuf_roots')
    .select('factory')
    .distinct()
    .orderBy('factory')
    .execute();
  return rows.map((row) => row.factory);
};

/**
 * The highest version that metadata of the factory has had, 0 before the first. Whoever signs for the factory waits here, so
 * that it is called before anything else is locked.
 */
export const lockTufVersionByFactory = async (trx: Trx, factory: string): Promise<number> => {
  const { rows } = await sql<{ version: number }>`
    insert into tuf_versions as v (factory, version) values (${factory}, 0)
    on conflict (factory) do update set version = v.version
    returning v.version`.execute(trx);
  return rows[0]!.version;
};

/** Notes the highest version, under the lock of `lockTufVersionByFactory`; it never falls. */
export const updateTufVersion = async (
  trx: Trx,
  factory: string,
  version: number,
): Promise<void> => {
  await trx
    .updateTable('tuf_versions')
    .set({ version })
    .where('factory', '=', factory)
    .where('version', '<', version)
    .execute();
};
