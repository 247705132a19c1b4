/** SQL on `audit_intents`: what somebody is about to change outside of the database. */
import { sql } from 'kysely';
import type { ActorKind, AuditIntentKind, Db, Trx } from '../database.ts';

/** Where something changes. */
export interface AuditIntentPlace {
  readonly kind: AuditIntentKind;
  readonly place: string;
}

/** What changes there; null stands for nothing, before or after. */
export interface AuditIntentChange {
  readonly item: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** A push or a request, and who it is of. */
export interface AuditIntentInsert extends AuditIntentPlace {
  readonly operation: string;
  readonly changes: readonly AuditIntentChange[];
  readonly begunAt: Date;
  readonly actorKind: ActorKind;
  readonly actorId: string;
  readonly actorName: string;
  readonly address: string | null;
  readonly requestId: string | null;
}

/** A change that has no record yet. */
export interface AuditIntentRow extends AuditIntentPlace, AuditIntentChange {
  readonly id: number;
  readonly operation: string;
  readonly begun_at: Date;
  readonly actor_kind: ActorKind;
  readonly actor_id: string;
  readonly actor_name: string;
  readonly address: string | null;
  readonly request_id: string | null;
  readonly is_overtaken: boolean;
}

const columns = [
  'id',
  'operation',
  'kind',
  'place',
  'item',
  'before',
  'after',
  'begun_at',
  'actor_kind',
  'actor_id',
  'actor_name',
  'address',
  'request_id',
  'is_overtaken',
] as const;

/** More rows than this in one statement save nothing. */
const batchMax = 500;

/** Writes down what is about to change. */
export const insertAuditIntents = async (
  trx: Trx,
  { changes, ...operation }: AuditIntentInsert,
): Promise<void> => {
  const shared = {
    operation: operation.operation,
    kind: operation.kind,
    place: operation.place,
    begun_at: operation.begunAt,
    actor_kind: operation.actorKind,
    actor_id: operation.actorId,
    actor_name: operation.actorName,
    address: operation.address,
    request_id: operation.requestId,
  };
  for (let start = 0; start < changes.length; start += batchMax)
    await trx
      .insertInto('audit_intents')
      .values(
        changes.slice(start, start + batchMax).map(({ item, before, after }) => ({
          ...shared,
          ...{ item, before, after },
        })),
      )
      .execute();
};

/** Takes the right to write records of what changes at a place, as soon as nobody else has it, until the commit. */
export const lockAuditIntents = async (
  trx: Trx,
  { kind, place }: AuditIntentPlace,
): Promise<void> => {
  const key = JSON.stringify(['audit_intents', kind, place]);
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(trx);
};

/** Something that is about to change at a place, or has changed there without a record. */
export const findAuditIntentByPlace = (
  db: Db,
  { kind, place }: AuditIntentPlace,
): Promise<Pick<AuditIntentRow, 'id'> | undefined> =>
  db
    .selectFrom('audit_intents')
    .select('id')
    .where('kind', '=', kind)
    .where('place', '=', place)
    .limit(1)
    .executeTakeFirst();

/** What is about to change at a place, the oldest first. */
export const listAuditIntentsByPlace = (
  db: Db,
  { kind, place }: AuditIntentPlace,
): Promise<AuditIntentRow[]> =>
  db
    .selectFrom('audit_intents')
    .select(columns)
    .where('kind', '=', kind)
    .where('place', '=', place)
    .orderBy('id')
    .execute();

/** The places where something is about to change, or has changed without a record. */
export const listAuditIntentPlaces = async (db: Db, kind: AuditIntentKind): Promise<string[]> => {
  const rows = await db
    .selectFrom('audit_intents')
    .select('place')
    .distinct()
    .where('kind', '=', kind)
    .execute();
  return rows.map(({ place }) => place);
};

/** Takes out what is left of an operation. */
export const deleteAuditIntentsOfOperation = (
  trx: Trx,
  operation: string,
): Promise<AuditIntentRow[]> =>
  trx.deleteFrom('audit_intents').where('operation', '=', operation).returning(columns).execute();

/** Takes these out. */
export const deleteAuditIntents = async (trx: Trx, ids: readonly number[]): Promise<void> => {
  if (ids.length === 0) return;
  await sql`delete from audit_intents where id = any(${[...ids]}::bigint[])`.execute(trx);
};

/** Marks what begins where a change began that was made: of both at most one was made there. */
export const updateAuditIntentsAsOvertaken = async (
  trx: Trx,
  { kind, place }: AuditIntentPlace,
  changes: readonly AuditIntentChange[],
): Promise<void> => {
  if (changes.length === 0) return;
  await sql`
    update audit_intents i set is_overtaken = true
    from unnest(
      ${changes.map(({ item }) => item)}::text[],
      ${changes.map(({ before }) => before)}::text[]
    ) made (item, before)
    where i.kind = ${kind} and i.place = ${place}
      and i.item = made.item and i.before is not distinct from made.before`.execute(trx);
};
