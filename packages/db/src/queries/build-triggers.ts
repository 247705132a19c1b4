/** Statements about triggers and their secrets. */
import type { Db, Trx } from '../database.ts';
import type { NamedSecretRow } from './builds.ts';

/** A trigger, without the values of its secrets. */
export interface BuildTriggerRow {
  readonly id: number;
  readonly factory: string;
  readonly type: string;
  readonly created_by: string;
  readonly created_at: Date;
  readonly definition_repo: string | null;
  readonly definition_file: string | null;
  readonly queue_priority: number;
}

const columns = [
  'id',
  'factory',
  'type',
  'created_by',
  'created_at',
  'definition_repo',
  'definition_file',
  'queue_priority',
] as const;

/** Inserts a trigger and answers its id. */
export const insertBuildTrigger = async (
  trx: Trx,
  trigger: Omit<BuildTriggerRow, 'id'>,
): Promise<number> => {
  const { id } = await trx
    .insertInto('build_triggers')
    .values(trigger)
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
};

/** The triggers of a factory, the oldest first. */
export const listBuildTriggers = (db: Db, factory: string): Promise<BuildTriggerRow[]> =>
  db
    .selectFrom('build_triggers')
    .select(columns)
    .where('factory', '=', factory)
    .orderBy('id')
    .execute();

/** Locks the triggers of a factory, so that they are counted. */
export const lockBuildTriggers = (trx: Trx, factory: string): Promise<BuildTriggerRow[]> =>
  trx
    .selectFrom('build_triggers')
    .select(columns)
    .where('factory', '=', factory)
    .orderBy('id')
    .forUpdate()
    .execute();

/** Sets what changes of a trigger. */
export const updateBuildTrigger = async (
  trx: Trx,
  id: number,
  change: Partial<
    Pick<BuildTriggerRow, 'type' | 'definition_repo' | 'definition_file' | 'queue_priority'>
  >,
): Promise<void> => {
  if (Object.keys(change).length === 0) return;
  await trx.updateTable('build_triggers').set(change).where('id', '=', id).execute();
};

/** Deletes a trigger with its secrets. */
export const deleteBuildTrigger = async (trx: Trx, id: number): Promise<void> => {
  await trx.deleteFrom('build_triggers').where('id', '=', id).execute();
};

/** The names of the secrets of some triggers, by trigger and name. */
export const listTriggerSecretNames = (
  db: Db,
  triggerIds: readonly number[],
): Promise<{ trigger_id: number; name: string }[]> =>
  db
    .selectFrom('build_trigger_secrets')
    .select(['trigger_id', 'name'])
    .where('trigger_id', 'in', triggerIds.length === 0 ? [0] : [...triggerIds])
    .orderBy('trigger_id')
    .orderBy('name')
    .execute();

/** The secrets of a trigger, sealed. */
export const listTriggerSecrets = (db: Db, triggerId: number): Promise<NamedSecretRow[]> =>
  db
    .selectFrom('build_trigger_secrets')
    .select(['name', 'sealed', 'key_version'])
    .where('trigger_id', '=', triggerId)
    .execute();

/** Sets a secret of a trigger. */
export const upsertTriggerSecret = async (
  trx: Trx,
  triggerId: number,
  { name, sealed, key_version }: NamedSecretRow,
): Promise<void> => {
  await trx
    .insertInto('build_trigger_secrets')
    .values({ trigger_id: triggerId, name, sealed, key_version })
    .onConflict((conflict) =>
      conflict.columns(['trigger_id', 'name']).doUpdateSet({ sealed, key_version }),
    )
    .execute();
};

/** Deletes a secret of a trigger; one that is not there is no error. */
export const deleteTriggerSecret = async (
  trx: Trx,
  triggerId: number,
  name: string,
): Promise<void> => {
  await trx
    .deleteFrom('build_trigger_secrets')
    .where('trigger_id', '=', triggerId)
    .where('name', '=', name)
    .execute();
};
