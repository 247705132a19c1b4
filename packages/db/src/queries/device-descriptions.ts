/** Statements about what devices say of themselves, and about the states of their apps. */
import { sql } from 'kysely';
import type { Db, Trx, DescriptionKind } from '../database.ts';
import type { AppsStateColumn } from '../tables/reports.ts';

/** The hash of what is kept of one kind; none where there is nothing. */
export const findDescriptionHashByKind = async (
  db: Db,
  uuid: string,
  kind: DescriptionKind,
): Promise<Buffer | undefined> => {
  const row = await db
    .selectFrom('device_descriptions')
    .select('sha256')
    .where('device_uuid', '=', uuid)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return row?.sha256;
};

/** Content of one kind, in the place of what was there. */
export interface DescriptionUpsert {
  readonly kind: DescriptionKind;
  /** Without a NUL. */
  readonly content: string;
  readonly sha256: Buffer;
}

/** Puts it there, as what the device of the transaction's lock sent. */
export const upsertDescription = async (
  trx: Trx,
  uuid: string,
  { kind, content, sha256 }: DescriptionUpsert,
): Promise<void> => {
  await trx
    .insertInto('device_descriptions')
    .values({ device_uuid: uuid, kind, content, sha256 })
    .onConflict((conflict) =>
      conflict.columns(['device_uuid', 'kind']).doUpdateSet({ content, sha256 }),
    )
    .execute();
};

/** What a device said of itself, by kind. */
export const listDescriptions = async (
  db: Db,
  uuid: string,
): Promise<ReadonlyMap<DescriptionKind, string>> => {
  const rows = await db
    .selectFrom('device_descriptions')
    .select(['kind', 'content'])
    .where('device_uuid', '=', uuid)
    .execute();
  return new Map(rows.map(({ kind, content }) => [kind, content]));
};

/** The apps of a device and their states at one moment. */
export type AppsState = AppsStateColumn;

/** Inserts a state unless it is there, and deletes all but the newest, as the device of the transaction's lock. */
export const insertAppsState = async (
  trx: Trx,
  uuid: string,
  {
    state,
    sha256,
    kept,
  }: { readonly state: string; readonly sha256: Buffer; readonly kept: number },
): Promise<void> => {
  const { rows } = await sql`
    insert into device_apps_states (device_uuid, sha256, state) values (${uuid}, ${sha256}, ${state}::json)
    on conflict (device_uuid, sha256) do nothing
    returning sequence`.execute(trx);
  if (rows.length === 0) return;
  await sql`
    delete from device_apps_states s using (
      select sequence from device_apps_states where device_uuid = ${uuid} order by sequence desc offset ${kept}
    ) gone
    where s.device_uuid = ${uuid} and s.sequence = gone.sequence`.execute(trx);
};

/** The states that are kept, the one that arrived last first. */
export const listAppsStates = async (db: Db, uuid: string, limit: number): Promise<AppsState[]> => {
  const rows = await db
    .selectFrom('device_apps_states')
    .select('state')
    .where('device_uuid', '=', uuid)
    .orderBy('sequence', 'desc')
    .limit(limit)
    .execute();
  return rows.map((row) => row.state);
};
