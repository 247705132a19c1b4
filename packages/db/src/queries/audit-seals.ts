/** SQL on `audit_seals` and `audit_unsealed`: the chain over the audit records, and what has no place in it yet. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';
import { instantText } from '../instant-text.ts';
import { type AuditRecordRow, auditRecordColumns } from './audit-records.ts';

/** Whoever writes the chain holds this lock until the commit; the number is arbitrary, but the same everywhere. */
const chainLock = 7_305_198_014;

/** Takes the right to write the chain, without waiting; false while another transaction has it. */
export const lockAuditChainIfFree = async (trx: Trx): Promise<boolean> => {
  const { rows } = await sql<{
    isLocked: boolean;
  }>`select pg_try_advisory_xact_lock(${chainLock}) as "isLocked"`.execute(trx);
  return rows[0]!.isLocked;
};

/** Takes the right to write the chain, as soon as nobody else has it. */
export const lockAuditChain = async (trx: Trx): Promise<void> => {
  await sql`select pg_advisory_xact_lock(${chainLock})`.execute(trx);
};

/** The seal that the next one follows. */
export interface AuditSealRow {
  readonly position: number;
  readonly hash: Buffer;
}

/** The oldest seal that is kept, or the head of the chain. */
export const findAuditSealByPlace = (
  db: Db,
  place: 'first' | 'last',
): Promise<AuditSealRow | undefined> =>
  db
    .selectFrom('audit_seals')
    .select(['position', 'hash'])
    .orderBy('position', place === 'first' ? 'asc' : 'desc')
    .limit(1)
    .executeTakeFirst();

/** The seals at these positions, of those that there are. */
export const listAuditSealsAt = (db: Db, positions: readonly number[]): Promise<AuditSealRow[]> =>
  db
    .selectFrom('audit_seals')
    .select(['position', 'hash'])
    .where('position', '=', sql<number>`any(${positions}::bigint[])`)
    .execute();

/** Takes the first records that wait out of those that do, in the order of their ids; what is no record, or sealed already, stays waiting. */
export const deleteUnsealedAuditRecords = async (
  trx: Trx,
  limit: number,
): Promise<AuditRecordRow[]> => {
  const taken = trx
    .deleteFrom('audit_unsealed')
    .where('record_id', 'in', (query) =>
      query
        .selectFrom('audit_unsealed')
        .innerJoin('audit_records', 'audit_records.id', 'audit_unsealed.record_id')
        .select('audit_unsealed.record_id')
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              selectFrom('audit_seals').whereRef(
                'audit_seals.record_id',
                '=',
                'audit_unsealed.record_id',
              ),
            ),
          ),
        )
        .orderBy('audit_unsealed.record_id')
        .limit(limit),
    )
    .returning('record_id');
  return trx
    .with('taken', () => taken)
    .selectFrom('taken')
    .innerJoin('audit_records', 'audit_records.id', 'taken.record_id')
    .select(auditRecordColumns)
    .select(instantText('audit_records.at').as('at'))
    .orderBy('audit_records.id')
    .execute();
};

/** A new seal. */
export interface AuditSealInsert {
  readonly position: number;
  readonly recordId: number;
  readonly sealedAt: Date;
  readonly keyVersion: number;
  readonly hash: Buffer;
}

/** Appends seals; some thousands at most. */
export const insertAuditSeals = async (
  trx: Trx,
  seals: readonly AuditSealInsert[],
): Promise<void> => {
  await trx
    .insertInto('audit_seals')
    .values(
      seals.map((seal) => ({
        position: seal.position,
        record_id: seal.recordId,
        sealed_at: seal.sealedAt,
        key_version: seal.keyVersion,
        hash: seal.hash,
      })),
    )
    .execute();
};

const storedColumns = [
  'record.id',
  'record.actor_kind',
  'record.actor_id',
  'record.actor_name',
  'record.action',
  'record.target_kind',
  'record.target_id',
  'record.address',
  'record.request_id',
  'record.before',
  'record.after',
] as const;

/** A seal with its record, all of whose columns are null where it is missing. */
export interface SealedAuditRecordRow extends Omit<
  { readonly [K in keyof AuditRecordRow]: AuditRecordRow[K] | null },
  'before' | 'after'
> {
  readonly before: unknown;
  readonly after: unknown;
  readonly position: number;
  readonly record_id: number;
  /** As the time of a record. */
  readonly sealed_at: string;
  readonly key_version: number;
  readonly hash: Buffer;
}

/**
 * The seals behind a position with their records, in their order. Each record is looked up by its primary key in a lateral
 * join, which no statistics can turn into a reading of the whole table.
 */
export const listSealedAuditRecords = (
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<SealedAuditRecordRow[]> =>
  db
    .selectFrom((query) =>
      query
        .selectFrom('audit_seals')
        .select(['position', 'record_id', 'sealed_at', 'key_version', 'hash'])
        .where('position', '>', after)
        .orderBy('position')
        .limit(limit)
        .as('seals'),
    )
    .leftJoinLateral(
      (query) =>
        query
          .selectFrom('audit_records')
          .select(auditRecordColumns)
          .select(instantText('audit_records.at').as('at'))
          .whereRef('audit_records.id', '=', 'seals.record_id')
          .limit(1)
          .as('record'),
      (join) => join.onTrue(),
    )
    .select([...storedColumns, 'record.at'])
    .select(['seals.position', 'seals.record_id', 'seals.key_version', 'seals.hash'])
    .select(instantText('seals.sealed_at').as('sealed_at'))
    .orderBy('seals.position')
    .execute();

/** How many records wait for their place in the chain, and when the first of them was written. */
export const countUnsealedAuditRecords = async (
  db: Db,
): Promise<{ readonly count: number; readonly oldestAt: Date | null }> => {
  const { count, oldestAt } = await db
    .selectFrom('audit_unsealed')
    .leftJoin('audit_records', 'audit_records.id', 'audit_unsealed.record_id')
    .select(({ fn }) => [
      fn.countAll<number>().as('count'),
      fn.min('audit_records.at').as('oldestAt'),
    ])
    .executeTakeFirstOrThrow();
  return { count, oldestAt };
};

/** The first ids that wait although there is no such record, or although it is sealed. */
export const listFalselyUnsealedIds = async (db: Db, limit: number): Promise<number[]> => {
  const rows = await db
    .selectFrom('audit_unsealed')
    .leftJoin('audit_records', 'audit_records.id', 'audit_unsealed.record_id')
    .leftJoin('audit_seals', 'audit_seals.record_id', 'audit_unsealed.record_id')
    .select('audit_unsealed.record_id')
    .where(({ or, eb }) =>
      or([eb('audit_records.id', 'is', null), eb('audit_seals.position', 'is not', null)]),
    )
    .orderBy('audit_unsealed.record_id')
    .limit(limit)
    .execute();
  return rows.map((row) => row.record_id);
};

/** What one look at some records found. */
export interface AuditRecordsLook {
  /** The last id that was looked at; null when there was none left. */
  readonly lastId: number | null;
  /** Those that are neither sealed nor waiting. */
  readonly unaccountedIds: readonly number[];
}

/** Looks at the records behind an id, in the order of their ids, for those that are neither sealed nor waiting. */
export const listUnaccountedAuditRecords = async (
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<AuditRecordsLook> => {
  const { rows } = await sql<{ lastId: number | null; unaccountedIds: string[] | null }>`
    select max(r.id) as "lastId",
      array_agg(r.id::text order by r.id) filter (where s.record_id is null and u.record_id is null) as "unaccountedIds"
    from (select id from audit_records where id > ${after} order by id limit ${limit}) r
    left join audit_seals s on s.record_id = r.id
    left join audit_unsealed u on u.record_id = r.id`.execute(db);
  const { lastId, unaccountedIds } = rows[0]!;
  return { lastId, unaccountedIds: (unaccountedIds ?? []).map(Number) };
};

/** Deletes the seals up to a position with their records, behind a checkpoint of the cut; answers how many. */
export const deleteSealedAuditRecords = async (
  trx: Trx,
  throughPosition: number,
): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select prune_audit_records(${throughPosition}) as count`.execute(trx);
  return rows[0]!.count;
};
