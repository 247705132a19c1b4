/** Statements about builds, their numbers, secrets and events. */
import { sql } from 'kysely';
import type { BuildStatus, Db, Trx, WebhookColumn } from '../database.ts';

/** Which build. */
export interface BuildKey {
  readonly factory: string;
  readonly buildId: number;
}

/** A build. */
export interface BuildRow {
  readonly factory: string;
  readonly build_id: number;
  readonly status: BuildStatus;
  readonly trigger_name: string | null;
  readonly trigger_id: number | null;
  readonly reason: string;
  readonly annotation: string | null;
  readonly name: string | null;
  readonly webhooks: readonly WebhookColumn[];
  readonly repository: string | null;
  readonly ref: string | null;
  readonly old_commit: string | null;
  readonly new_commit: string | null;
  readonly created_at: Date;
  readonly created_by: string;
  readonly completed_at: Date | null;
}

/** What is read of a build. */
export const buildColumns = [
  'factory',
  'build_id',
  'status',
  'trigger_name',
  'trigger_id',
  'reason',
  'annotation',
  'name',
  'webhooks',
  'repository',
  'ref',
  'old_commit',
  'new_commit',
  'created_at',
  'created_by',
  'completed_at',
] as const;

/** What a build starts with. */
export interface NewBuildRow extends Omit<BuildRow, 'build_id' | 'annotation' | 'name'> {
  readonly definition: string;
}

/** The next number of the factory, whose counter is locked until the commit: no number is missing or twice. */
export const upsertBuildCounter = async (trx: Trx, factory: string): Promise<number> => {
  const { rows } = await sql<{ last_build_id: number }>`
    insert into build_counters (factory, last_build_id) values (${factory}, 1)
    on conflict (factory) do update set last_build_id = build_counters.last_build_id + 1
    returning last_build_id`.execute(trx);
  return rows[0]!.last_build_id;
};

/** The number that was drawn last; 0 before the first one. */
export const findLastBuildIdByFactory = async (db: Db, factory: string): Promise<number> => {
  const row = await db
    .selectFrom('build_counters')
    .select('last_build_id')
    .where('factory', '=', factory)
    .executeTakeFirst();
  return row?.last_build_id ?? 0;
};

/** Inserts a build under its number. */
export const insertBuild = async (
  trx: Trx,
  buildId: number,
  { webhooks, ...build }: NewBuildRow,
): Promise<void> => {
  await trx
    .insertInto('builds')
    .values({ ...build, build_id: buildId, webhooks: sql`${JSON.stringify(webhooks)}::jsonb` })
    .execute();
};

/** A sealed secret under its name. */
export interface NamedSecretRow {
  readonly name: string;
  readonly sealed: Buffer;
  readonly key_version: number;
}

/** Inserts the secrets that were sent with a build. */
export const insertBuildSecrets = async (
  trx: Trx,
  { factory, buildId }: BuildKey,
  secrets: readonly NamedSecretRow[],
): Promise<void> => {
  if (secrets.length === 0) return;
  const rows = secrets.map((secret) => ({ ...secret, factory, build_id: buildId }));
  await trx.insertInto('build_secrets').values(rows).execute();
};

/** The secrets that were sent with a build. */
export const listBuildSecrets = (
  db: Db,
  { factory, buildId }: BuildKey,
): Promise<NamedSecretRow[]> =>
  db
    .selectFrom('build_secrets')
    .select(['name', 'sealed', 'key_version'])
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .execute();

/** A build by its number. */
export const findBuildById = (
  db: Db,
  { factory, buildId }: BuildKey,
): Promise<BuildRow | undefined> =>
  db
    .selectFrom('builds')
    .select(buildColumns)
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .executeTakeFirst();

/** The project definition of a build. */
export const findBuildDefinitionById = (
  db: Db,
  { factory, buildId }: BuildKey,
): Promise<{ definition: string } | undefined> =>
  db
    .selectFrom('builds')
    .select('definition')
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .executeTakeFirst();

/** Locks a build. Whoever locks runs of it too has locked those before. */
export const lockBuildById = (
  trx: Trx,
  { factory, buildId }: BuildKey,
): Promise<BuildRow | undefined> =>
  trx
    .selectFrom('builds')
    .select(buildColumns)
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .forNoKeyUpdate()
    .executeTakeFirst();

/** Which builds. */
export interface BuildPage {
  readonly factory: string;
  /** The number from which they are counted downwards. */
  readonly fromId: number;
  /** How many of them are left out; none unless said. */
  readonly offset?: number;
  readonly limit: number;
}

/** The builds of a factory from this number downwards, the newest first. */
export const listBuilds = (db: Db, page: BuildPage): Promise<BuildRow[]> =>
  db
    .selectFrom('builds')
    .select(buildColumns)
    .where('factory', '=', page.factory)
    .where('build_id', '<=', page.fromId)
    .orderBy('build_id', 'desc')
    .offset(page.offset ?? 0)
    .limit(page.limit)
    .execute();

/** What the newest build has to be. */
export interface LatestBuildFilter {
  readonly factory: string;
  readonly triggerName?: string | undefined;
  /** Any unless given. */
  readonly statuses?: readonly BuildStatus[] | undefined;
}

/** The newest build that fits. */
export const findLatestBuildByFilter = (
  db: Db,
  { factory, triggerName, statuses }: LatestBuildFilter,
): Promise<BuildRow | undefined> => {
  let query = db
    .selectFrom('builds')
    .select(buildColumns)
    .where('factory', '=', factory)
    .orderBy('build_id', 'desc')
    .limit(1);
  if (triggerName !== undefined) query = query.where('trigger_name', '=', triggerName);
  if (statuses !== undefined) query = query.where('status', 'in', [...statuses]);
  return query.executeTakeFirst();
};

/** The newest build of a commit on a reference. */
export const findBuildByCommit = (
  db: Db,
  place: { readonly factory: string; readonly repository: string; readonly ref: string },
  commit: string,
): Promise<{ build_id: number } | undefined> =>
  db
    .selectFrom('builds')
    .select('build_id')
    .where('factory', '=', place.factory)
    .where('repository', '=', place.repository)
    .where('ref', '=', place.ref)
    .where('new_commit', '=', commit)
    .orderBy('build_id', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Sets what changes in the life of a build. */
export const updateBuild = async (
  trx: Trx,
  { factory, buildId }: BuildKey,
  change: Partial<Pick<BuildRow, 'status' | 'completed_at' | 'annotation' | 'name'>>,
): Promise<void> => {
  await trx
    .updateTable('builds')
    .set(change)
    .where('factory', '=', factory)
    .where('build_id', '=', buildId)
    .execute();
};
