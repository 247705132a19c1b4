/** Statements about targets: what devices can be given by tag. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A target. */
export interface TargetRow {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly bytes: number;
  readonly sha256: Buffer;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  readonly created_at: Date;
  readonly created_by: string;
  readonly changed_at: Date;
  readonly changed_by: string;
}

const columns = [
  'id',
  'name',
  'version',
  'bytes',
  'sha256',
  'custom',
  'tags',
  'created_at',
  'created_by',
  'changed_at',
  'changed_by',
] as const;

/** Which targets; all of a factory unless more is said. */
export interface TargetQuery {
  readonly factory: string;
  readonly version?: number | undefined;
  readonly tag?: string | undefined;
}

/** Targets by version and name, the lowest version first. */
export const listTargets = (db: Db, { factory, version, tag }: TargetQuery): Promise<TargetRow[]> =>
  db
    .selectFrom('targets')
    .select(columns)
    .where('factory', '=', factory)
    .$if(version !== undefined, (query) => query.where('version', '=', version!))
    .$if(tag !== undefined, (query) => query.where(sql<boolean>`${tag} = any(tags)`))
    .orderBy('version')
    .orderBy('name')
    .execute();

/** The target of this name. */
export const findTargetByName = (
  db: Db,
  factory: string,
  name: string,
): Promise<TargetRow | undefined> =>
  db
    .selectFrom('targets')
    .select(columns)
    .where('factory', '=', factory)
    .where('name', '=', name)
    .executeTakeFirst();

/** A target that is new, or takes the place of one of its name. */
export interface TargetChangeRow extends Omit<
  TargetRow,
  'created_at' | 'created_by' | 'changed_at' | 'changed_by'
> {
  readonly factory: string;
  readonly at: Date;
  readonly by: string;
}

/** Stores targets; those that there are keep their ids and when they were made. */
export const upsertTargets = async (
  trx: Trx,
  targets: readonly TargetChangeRow[],
): Promise<void> => {
  for (const { at, by, custom, tags, ...target } of targets)
    await trx
      .insertInto('targets')
      .values({
        ...target,
        custom: sql`${JSON.stringify(custom)}::json`,
        tags: [...tags],
        created_at: at,
        created_by: by,
        changed_at: at,
        changed_by: by,
      })
      .onConflict((conflict) =>
        conflict.columns(['factory', 'name']).doUpdateSet((eb) => ({
          version: eb.ref('excluded.version'),
          bytes: eb.ref('excluded.bytes'),
          sha256: eb.ref('excluded.sha256'),
          custom: eb.ref('excluded.custom'),
          tags: eb.ref('excluded.tags'),
          changed_at: eb.ref('excluded.changed_at'),
          changed_by: eb.ref('excluded.changed_by'),
        })),
      )
      .execute();
};

/** Deletes targets of a factory by their names, with what they need of the registry. */
export const deleteTargets = async (
  trx: Trx,
  factory: string,
  names: readonly string[],
): Promise<void> => {
  await trx
    .deleteFrom('targets')
    .where('factory', '=', factory)
    .where('name', 'in', [...names])
    .execute();
};

/** A manifest in the registry. */
export interface TargetManifestRow {
  /** The path in the registry: `<factory>/<app>`. */
  readonly repository: string;
  readonly sha256: Buffer;
}

/** Notes what a target is made of, beside what is noted already. */
export const insertTargetManifests = async (
  trx: Trx,
  targetId: string,
  manifests: readonly TargetManifestRow[],
): Promise<void> => {
  if (manifests.length === 0) return;
  await trx
    .insertInto('target_manifests')
    .values(manifests.map((manifest) => ({ target_id: targetId, ...manifest })))
    .onConflict((conflict) => conflict.columns(['target_id', 'repository', 'sha256']).doNothing())
    .execute();
};

/** Forgets what a target was made of. */
export const deleteTargetManifests = async (trx: Trx, targetId: string): Promise<void> => {
  await trx.deleteFrom('target_manifests').where('target_id', '=', targetId).execute();
};

/** The id of a target that needs the manifest. */
export const findTargetIdByManifest = async (
  db: Db,
  { repository, sha256 }: TargetManifestRow,
): Promise<string | undefined> => {
  const row = await db
    .selectFrom('target_manifests')
    .select('target_id')
    .where('sha256', '=', sha256)
    .where('repository', '=', repository)
    .limit(1)
    .executeTakeFirst();
  return row?.target_id;
};

/** The versions that a factory has targets of. */
export const listTargetVersions = async (db: Db, factory: string): Promise<number[]> => {
  const rows = await db
    .selectFrom('targets')
    .select('version')
    .distinct()
    .where('factory', '=', factory)
    .orderBy('version')
    .execute();
  return rows.map(({ version }) => version);
};
