/** Statements on `update_signings`, `update_metadata` and `update_roots`: what says of an update that it is meant. */
import { sql } from 'kysely';
import type { Db, SigningOrigin, Trx, UpdateTufRole } from '../database.ts';

/** One file of the metadata of an update. */
export interface UpdateMetadataRow {
  readonly role: UpdateTufRole;
  readonly version: number;
  readonly bytes: Buffer;
  readonly expires_at: Date;
}

const columns = ['role', 'version', 'bytes', 'expires_at'] as const;

/** A root as the devices of an update get it: one that came with its metadata, or one of the factory that signed it. */
export const findUpdateRootByVersion = async (
  db: Db,
  updateId: string,
  version: number | 'latest',
): Promise<Buffer | undefined> => {
  const wanted = version === 'latest' ? sql`true` : sql`r.version = ${version}`;
  const { rows } = await sql<{ bytes: Buffer }>`
    select r.bytes
    from update_signings s
    join updates u on u.id = s.update_id
    cross join lateral (
      select o.version, o.bytes from update_roots o where s.origin = 'uploaded' and o.update_id = s.update_id
      union all
      select o.version, o.bytes from tuf_roots o where s.origin = 'signed' and o.factory = u.factory
    ) r
    where s.update_id = ${updateId} and ${wanted}
    order by r.version desc limit 1`.execute(db);
  return rows[0]?.bytes;
};

/** The files of an update. */
export const listUpdateMetadata = (db: Db, updateId: string): Promise<UpdateMetadataRow[]> =>
  db.selectFrom('update_metadata').select(columns).where('update_id', '=', updateId).execute();

/** Whose metadata an update has. */
export interface UpdateSigningRow {
  readonly update_id: string;
  readonly factory: string;
  readonly origin: SigningOrigin;
  readonly expires_at: Date;
}

const signings = (db: Db) =>
  db
    .selectFrom('update_signings')
    .innerJoin('updates', 'updates.id', 'update_signings.update_id')
    .select([
      'update_signings.update_id',
      'updates.factory',
      'update_signings.origin',
      'update_signings.expires_at',
    ]);

/** The signing of an update. */
export const findUpdateSigningById = (
  db: Db,
  updateId: string,
): Promise<UpdateSigningRow | undefined> =>
  signings(db).where('update_signings.update_id', '=', updateId).executeTakeFirst();

/** The updates signed here that expire first, up to a time. */
export const listUpdateSigningsToRenew = (
  db: Db,
  { before, limit }: { readonly before: Date; readonly limit: number },
): Promise<UpdateSigningRow[]> =>
  signings(db)
    .where('update_signings.origin', '=', 'signed')
    .where('update_signings.expires_at', '<', before)
    .orderBy('update_signings.expires_at')
    .orderBy('update_signings.update_id')
    .limit(limit)
    .execute();

/** Every update of a factory that is signed here, by id. */
export const listUpdatesSignedForFactory = async (db: Db, factory: string): Promise<string[]> => {
  const rows = await signings(db)
    .where('update_signings.origin', '=', 'signed')
    .where('updates.factory', '=', factory)
    .orderBy('update_signings.update_id')
    .execute();
  return rows.map((row) => row.update_id);
};

/** When the first metadata of each origin expires; of updates to which no device is assigned too. */
export const listFirstMetadataExpiries = (
  db: Db,
): Promise<{ origin: SigningOrigin; expires_at: Date }[]> =>
  db
    .selectFrom('update_signings')
    .select(({ fn }) => ['origin', fn.min('expires_at').as('expires_at')])
    .groupBy('origin')
    .orderBy('origin')
    .execute();

/** The metadata of an update, all of it. */
export interface UpdateSigning {
  readonly updateId: string;
  readonly origin: SigningOrigin;
  readonly signedAt: Date;
  readonly files: readonly UpdateMetadataRow[];
}

const firstExpiry = (files: readonly UpdateMetadataRow[]): Date =>
  new Date(Math.min(...files.map((file) => file.expires_at.getTime())));

/** Keeps what goes with the present snapshot of an update, unless that stays. */
const keepReplaced = async (trx: Trx, { updateId, files }: UpdateSigning): Promise<void> => {
  const next = files.find(({ role }) => role === 'snapshot')?.version ?? 0;
  await sql`
    insert into replaced_metadata (update_id, snapshot_version, role, bytes)
    select m.update_id, s.version, m.role, m.bytes
    from update_metadata m
    join update_metadata s on s.update_id = m.update_id and s.role = 'snapshot'
    where m.update_id = ${updateId} and m.role in ('targets', 'snapshot') and s.version <> ${next}
    on conflict do nothing`.execute(trx);
};

/** Stores the metadata of an update in the place of what it had, which is kept for those who were told of it. */
export const upsertUpdateMetadata = async (trx: Trx, signing: UpdateSigning): Promise<void> => {
  const { updateId, origin, signedAt, files } = signing;
  await keepReplaced(trx, signing);
  await trx
    .insertInto('update_signings')
    .values({
      update_id: updateId,
      origin,
      signed_at: signedAt,
      expires_at: firstExpiry(files),
    })
    .onConflict((conflict) =>
      conflict.column('update_id').doUpdateSet((eb) => ({
        origin: eb.ref('excluded.origin'),
        signed_at: eb.ref('excluded.signed_at'),
        expires_at: eb.ref('excluded.expires_at'),
      })),
    )
    .execute();
  await trx
    .insertInto('update_metadata')
    .values(files.map((file) => ({ update_id: updateId, ...file })))
    .onConflict((conflict) =>
      conflict.columns(['update_id', 'role']).doUpdateSet((eb) => ({
        version: eb.ref('excluded.version'),
        bytes: eb.ref('excluded.bytes'),
        expires_at: eb.ref('excluded.expires_at'),
      })),
    )
    .execute();
};

/** Stores the roots that came with uploaded metadata. */
export const insertUpdateRoots = async (
  trx: Trx,
  updateId: string,
  roots: readonly {
    readonly version: number;
    readonly bytes: Buffer;
    readonly expires_at: Date;
  }[],
): Promise<void> => {
  await trx
    .insertInto('update_roots')
    .values(roots.map((root) => ({ update_id: updateId, ...root })))
    .execute();
};
