/** SQL on `application_operations`: what is asked for, by whom, and how far it is. */
import { sql } from 'kysely';
import type { Db, OperationKind, OperationPhase, OperationStatus, Trx } from '../database.ts';

export interface OperationRow {
  readonly id: string;
  /** Null once the application is gone. */
  readonly application_id: number | null;
  readonly application_name: string;
  readonly kind: OperationKind;
  readonly deployment_id: number | null;
  readonly requested_by: string | null;
  readonly requester: string;
  /** The token with which it was asked for; null for a session. */
  readonly token_id: string | null;
  readonly request_id: string | null;
  readonly plan: Readonly<Record<string, unknown>>;
  readonly phase: OperationPhase;
  /** Twice the number of the stage of the phase that comes next, and one more while it is under way. */
  readonly stage: number;
  /** The stage of the plan that failed; null for none. */
  readonly failed_stage: number | null;
  readonly status: OperationStatus;
  readonly outcome: string | null;
  readonly unsettled: number;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
}

/** An operation that is new. */
export interface OperationInsert {
  readonly id: string;
  readonly applicationId: number;
  readonly applicationName: string;
  readonly kind: OperationKind;
  readonly deploymentId: number | null;
  readonly requestedBy: string | null;
  readonly requester: string;
  readonly tokenId: string | null;
  readonly requestId: string | null;
  readonly plan: object;
  readonly at: Date;
}

const columns = [
  'id',
  'application_id',
  'application_name',
  'kind',
  'deployment_id',
  'requested_by',
  'requester',
  'token_id',
  'request_id',
  'plan',
  'phase',
  'stage',
  'failed_stage',
  'status',
  'outcome',
  'unsettled',
  'created_at',
  'started_at',
  'finished_at',
] as const;

/** Inserts an operation that waits; answers false, and inserts nothing, while another one of the application goes on. */
export const insertOperation = async (trx: Trx, operation: OperationInsert): Promise<boolean> => {
  const row = await trx
    .insertInto('application_operations')
    .values({
      id: operation.id,
      application_id: operation.applicationId,
      application_name: operation.applicationName,
      kind: operation.kind,
      deployment_id: operation.deploymentId,
      requested_by: operation.requestedBy,
      requester: operation.requester,
      token_id: operation.tokenId,
      request_id: operation.requestId,
      plan: JSON.stringify(operation.plan),
      created_at: operation.at,
    })
    .onConflict((conflict) =>
      conflict.column('application_id').where('finished_at', 'is', null).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
};

/** The operation of this id. */
export const findOperationById = (db: Db, id: string): Promise<OperationRow | undefined> =>
  db.selectFrom('application_operations').select(columns).where('id', '=', id).executeTakeFirst();

/** The operation of an application that has not finished. */
export const findUnfinishedOperationByApplication = (
  db: Db,
  applicationId: number,
): Promise<OperationRow | undefined> =>
  db
    .selectFrom('application_operations')
    .select(columns)
    .where('application_id', '=', applicationId)
    .where('finished_at', 'is', null)
    .executeTakeFirst();

/** Who works on an operation, and for how long unless they say so again. */
export interface OperationLease {
  readonly holder: string;
  readonly seconds: number;
}

/** What there is to do of an operation: all of it, or only what is left on its hosts. */
const isDue = sql<boolean>`(
  o.finished_at is null
  or exists (
    select from application_operation_hosts h where h.operation_id = o.id
      and h.state in ('restoring', 'removing', 'finishing') and coalesce(h.retry_at, '-infinity') <= now()
  )
)`;

/**
 * Takes the oldest operation on which there is something to do and nobody works, by the clock of the store; answers its id.
 * Of any number who ask at once each gets another one.
 */
export const updateOperationAsTaken = async (
  db: Db,
  { holder, seconds }: OperationLease,
): Promise<string | undefined> => {
  const { rows } = await sql<{ id: string }>`
    update application_operations set lease_holder = ${holder}, leased_until = now() + make_interval(secs => ${seconds})
    where id = (
      select o.id from application_operations o
      where (o.finished_at is null or o.unsettled > 0)
        and (o.leased_until is null or o.leased_until <= now())
        and ${isDue}
      order by o.finished_at is not null, o.ordinal limit 1
      for update of o skip locked
    )
    returning id`.execute(db);
  return rows[0]?.id;
};

/** Prolongs a lease; false where somebody else has the operation, or could have it by now. */
export const updateOperationLease = async (
  db: Db,
  id: string,
  { holder, seconds }: OperationLease,
): Promise<boolean> => {
  const { numAffectedRows } = await sql`
    update application_operations set leased_until = now() + make_interval(secs => ${seconds})
    where id = ${id} and lease_holder = ${holder} and leased_until > now()`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
};

/** Gives a lease back, so that another takes the operation at once. */
export const updateOperationAsReleased = async (
  db: Db,
  id: string,
  holder: string,
): Promise<void> => {
  await db
    .updateTable('application_operations')
    .set({ lease_holder: null, leased_until: null })
    .where('id', '=', id)
    .where('lease_holder', '=', holder)
    .execute();
};

/** The operation, locked until the end of the transaction, if this holder has it by the clock of the store. */
export const lockHeldOperation = (
  trx: Trx,
  id: string,
  holder: string,
): Promise<OperationRow | undefined> =>
  trx
    .selectFrom('application_operations')
    .select(columns)
    .where('id', '=', id)
    .where('lease_holder', '=', holder)
    .where('leased_until', '>', sql<Date>`now()`)
    .forUpdate()
    .executeTakeFirst();

/** Locks an operation until the end of the transaction, whoever has it. */
export const lockOperationById = async (trx: Trx, id: string): Promise<void> => {
  await trx
    .selectFrom('application_operations')
    .select('id')
    .where('id', '=', id)
    .forUpdate()
    .execute();
};

/** Notes how far an operation is. */
export const updateOperation = async (
  trx: Trx,
  id: string,
  change: Partial<
    Pick<
      OperationRow,
      | 'phase'
      | 'stage'
      | 'failed_stage'
      | 'status'
      | 'outcome'
      | 'unsettled'
      | 'started_at'
      | 'finished_at'
    >
  >,
): Promise<void> => {
  await trx.updateTable('application_operations').set(change).where('id', '=', id).execute();
};
