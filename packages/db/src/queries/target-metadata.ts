/** Statements about the signed sets of targets: of one tag each, and under the empty tag of all. */
import type { Db, Trx } from '../database.ts';
import type { UpdateTufRole } from '../tables/metadata.ts';
import type { UpdateMetadataRow } from './update-metadata.ts';

/** A set of targets. */
export interface TargetSetKey {
  readonly factory: string;
  /** Empty for all targets. */
  readonly tag: string;
}

/** The files of a set; none where it was never signed. */
export const listTargetMetadata = (
  db: Db,
  { factory, tag }: TargetSetKey,
): Promise<UpdateMetadataRow[]> =>
  db
    .selectFrom('target_metadata')
    .select(['role', 'version', 'bytes', 'expires_at'])
    .where('factory', '=', factory)
    .where('tag', '=', tag)
    .execute();

/** One file of a set. */
export const findTargetMetadataByRole = async (
  db: Db,
  { factory, tag }: TargetSetKey,
  role: UpdateTufRole,
): Promise<Buffer | undefined> => {
  const row = await db
    .selectFrom('target_metadata')
    .select('bytes')
    .where('factory', '=', factory)
    .where('tag', '=', tag)
    .where('role', '=', role)
    .executeTakeFirst();
  return row?.bytes;
};

/** Stores the files of a set in the place of what it had. */
export const upsertTargetMetadata = async (
  trx: Trx,
  { factory, tag }: TargetSetKey,
  files: readonly UpdateMetadataRow[],
): Promise<void> => {
  await trx
    .insertInto('target_metadata')
    .values(files.map((file) => ({ factory, tag, ...file })))
    .onConflict((conflict) =>
      conflict.columns(['factory', 'tag', 'role']).doUpdateSet((eb) => ({
        version: eb.ref('excluded.version'),
        bytes: eb.ref('excluded.bytes'),
        expires_at: eb.ref('excluded.expires_at'),
      })),
    )
    .execute();
};

/** The tags of the sets that a factory has. */
export const listTargetSetTags = async (db: Db, factory: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('target_metadata')
    .select('tag')
    .distinct()
    .where('factory', '=', factory)
    .orderBy('tag')
    .execute();
  return rows.map(({ tag }) => tag);
};

/** The sets of which a file expires before a time. */
export const listTargetSetsToRenew = (db: Db, before: Date): Promise<TargetSetKey[]> =>
  db
    .selectFrom('target_metadata')
    .select(['factory', 'tag'])
    .distinct()
    .where('expires_at', '<', before)
    .orderBy('factory')
    .orderBy('tag')
    .execute();
