/** SQL on `applications`, and on the hosts that have them. */
import { type RawBuilder, sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A host that has an application. */
export interface ApplicationInstanceRow {
  /** Of a beacon that may be gone. */
  readonly beacon_id: string;
  readonly address: string;
}

export interface ApplicationRow {
  readonly id: number;
  /** What its containers are labelled with. */
  readonly key: string;
  readonly name: string;
  /** Null before the first that succeeded. */
  readonly current_deployment_id: number | null;
  readonly created_at: Date;
  readonly created_by: string;
  /** In the order in which they were named. */
  readonly instances: readonly ApplicationInstanceRow[];
}

/** An application with what somebody may do with it. */
export interface PermittedApplicationRow extends ApplicationRow {
  readonly level: number;
}

/** An application that is new. */
export interface ApplicationInsert {
  readonly key: string;
  readonly name: string;
  readonly at: Date;
  readonly createdBy: string;
  readonly instances: readonly ApplicationInstanceRow[];
}

const columns = [
  'a.id',
  'a.key',
  'a.name',
  'a.current_deployment_id',
  'a.created_at',
  'a.created_by',
] as const;

/** An expression: the hosts of the row `a`. */
const listedInstances: RawBuilder<readonly ApplicationInstanceRow[]> = sql`(
  select coalesce(jsonb_agg(jsonb_build_object('beacon_id', i.beacon_id, 'address', i.address) order by i.position), '[]')
  from application_instances i where i.application_id = a.id
)`;

const selectApplications = (db: Db) =>
  db.selectFrom('applications as a').select(columns).select(listedInstances.as('instances'));

/** Inserts an application; answers its id, and undefined, inserting nothing, when there is one of this name. */
export const insertApplication = async (
  trx: Trx,
  { key, name, at, createdBy, instances }: ApplicationInsert,
): Promise<number | undefined> => {
  const row = await trx
    .insertInto('applications')
    .values({ key, name, created_at: at, created_by: createdBy })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (row !== undefined) await insertInstances(trx, row.id, instances);
  return row?.id;
};

const insertInstances = async (
  trx: Trx,
  applicationId: number,
  instances: readonly ApplicationInstanceRow[],
): Promise<void> => {
  if (instances.length === 0) return;
  await trx
    .insertInto('application_instances')
    .values(
      instances.map(({ beacon_id, address }, position) => ({
        application_id: applicationId,
        position,
        beacon_id,
        address,
      })),
    )
    .execute();
};

/** The application of this id. */
export const findApplicationById = (db: Db, id: number): Promise<ApplicationRow | undefined> =>
  selectApplications(db).where('a.id', '=', id).executeTakeFirst();

/** The application of this name. */
export const findApplicationByName = (db: Db, name: string): Promise<ApplicationRow | undefined> =>
  selectApplications(db).where('a.name', '=', name).executeTakeFirst();

/** The application of this id, locked against every other change until the end of the transaction. */
export const lockApplicationById = (trx: Trx, id: number): Promise<ApplicationRow | undefined> =>
  selectApplications(trx).where('a.id', '=', id).forUpdate('a').executeTakeFirst();

/** The applications that a user may see, in the order of their ids. */
export const listPermittedApplications = (
  db: Db,
  userId: string,
): Promise<PermittedApplicationRow[]> =>
  selectApplications(db)
    .innerJoin('application_permissions as p', 'p.application_id', 'a.id')
    .select('p.level')
    .where('p.user_id', '=', userId)
    .orderBy('a.id')
    .execute();

/** Says which deployment an application is at. */
export const updateApplicationDeployment = async (
  trx: Trx,
  id: number,
  deploymentId: number,
): Promise<void> => {
  await trx
    .updateTable('applications')
    .set({ current_deployment_id: deploymentId })
    .where('id', '=', id)
    .execute();
};

/** Gives an application other hosts. */
export const updateApplicationInstances = async (
  trx: Trx,
  id: number,
  instances: readonly ApplicationInstanceRow[],
): Promise<void> => {
  await trx.deleteFrom('application_instances').where('application_id', '=', id).execute();
  await insertInstances(trx, id, instances);
};

/** Deletes an application with its deployments and its permissions; its operations stay. */
export const deleteApplication = async (trx: Trx, id: number): Promise<void> => {
  await trx.deleteFrom('applications').where('id', '=', id).execute();
};
