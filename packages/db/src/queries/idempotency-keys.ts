/** Statements about answers that are kept for repetitions. All times are the database's. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** Whose key, of which operation; the key itself is not stored. */
export interface IdempotencyKeyId {
  readonly owner_id: string;
  readonly operation: string;
  readonly key_sha256: Buffer;
}

/** A request that begins under a key. */
export interface IdempotencyAttempt extends IdempotencyKeyId {
  readonly fingerprint: Buffer;
  readonly fingerprint_key_version: number;
  /** Tells this run of the work from others under the same key. */
  readonly attempt: string;
}

/** What is known of a key; `status` is null without a kept answer. */
export interface IdempotencyKeyRow {
  readonly fingerprint: Buffer;
  readonly fingerprint_key_version: number;
  readonly attempt: string;
  readonly is_committed: boolean;
  readonly is_leased: boolean;
  readonly is_expired: boolean;
  readonly status: number | null;
  readonly headers: unknown;
  readonly body: string | null;
}

/** An answer to keep. */
export interface KeptAnswer {
  readonly status: number;
  /** JSON. */
  readonly headers: string;
  readonly body: string | null;
}

const lifetime = sql`interval '24 hours'`;
/** Longer than any request takes: the server ends it before. */
const leaseEnd = sql<Date>`clock_timestamp() + interval '90 seconds'`;

/**
 * Begins an attempt; false when the key is there already, whatever its state. Waits for nobody but another insertion: a
 * conflict alone would wait for the transaction that marks the row, so one that can be seen is not made.
 */
export const insertIdempotencyKey = async (
  db: Db,
  attempt: IdempotencyAttempt,
): Promise<boolean> => {
  const { owner_id, operation, key_sha256 } = attempt;
  const { rows } = await sql`
    insert into idempotency_keys
      (owner_id, operation, key_sha256, fingerprint, fingerprint_key_version, attempt, leased_until)
    select ${owner_id}::uuid, ${operation}::text, ${key_sha256}::bytea, ${attempt.fingerprint}::bytea,
      ${attempt.fingerprint_key_version}::integer, ${attempt.attempt}::uuid, ${leaseEnd}
    where not exists (
      select from idempotency_keys
      where owner_id = ${owner_id} and operation = ${operation} and key_sha256 = ${key_sha256}
    )
    on conflict do nothing
    returning attempt`.execute(db);
  return rows.length > 0;
};

/** What is known of the key; waits for nobody. */
export const findIdempotencyKeyById = (
  db: Db,
  id: IdempotencyKeyId,
): Promise<IdempotencyKeyRow | undefined> =>
  db
    .selectFrom('idempotency_keys')
    .select([
      'fingerprint',
      'fingerprint_key_version',
      'attempt',
      'is_committed',
      'status',
      'headers',
      'body',
      sql<boolean>`leased_until > clock_timestamp()`.as('is_leased'),
      sql<boolean>`created_at <= clock_timestamp() - ${lifetime}`.as('is_expired'),
    ])
    .where('owner_id', '=', id.owner_id)
    .where('operation', '=', id.operation)
    .where('key_sha256', '=', id.key_sha256)
    .executeTakeFirst();

/**
 * Puts an attempt in the place of `former`, whose day or whose lease is over. False when somebody else was first, or when
 * the work of the former was committed meanwhile: this waits for a transaction of its that still runs.
 */
export const updateIdempotencyAttempt = async (
  db: Db,
  former: string,
  attempt: IdempotencyAttempt,
): Promise<boolean> => {
  const replaced = await db
    .updateTable('idempotency_keys')
    .set({
      fingerprint: attempt.fingerprint,
      fingerprint_key_version: attempt.fingerprint_key_version,
      attempt: attempt.attempt,
      created_at: sql<Date>`clock_timestamp()`,
      leased_until: leaseEnd,
      is_committed: false,
      status: null,
      headers: null,
      body: null,
    })
    .where('owner_id', '=', attempt.owner_id)
    .where('operation', '=', attempt.operation)
    .where('key_sha256', '=', attempt.key_sha256)
    .where('attempt', '=', former)
    .where((where) =>
      where.or([
        where(sql<boolean>`created_at`, '<=', sql<boolean>`clock_timestamp() - ${lifetime}`),
        where.and([
          where('is_committed', '=', false),
          where('status', 'is', null),
          where(sql<boolean>`leased_until`, '<=', sql<boolean>`clock_timestamp()`),
        ]),
      ]),
    )
    .returning('attempt')
    .executeTakeFirst();
  return replaced !== undefined;
};

/**
 * Marks the work of the attempt as committed, with the transaction; false when the attempt has been replaced. From here to
 * the commit nobody can replace it.
 */
export const updateIdempotencyCommitted = async (
  trx: Trx,
  { owner_id, operation, key_sha256, attempt }: IdempotencyAttempt,
): Promise<boolean> => {
  const marked = await trx
    .updateTable('idempotency_keys')
    .set({ is_committed: true })
    .where('owner_id', '=', owner_id)
    .where('operation', '=', operation)
    .where('key_sha256', '=', key_sha256)
    .where('attempt', '=', attempt)
    .returning('attempt')
    .executeTakeFirst();
  return marked !== undefined;
};

/** Keeps the answer of the attempt. */
export const updateIdempotencyAnswer = async (
  db: Db,
  { owner_id, operation, key_sha256, attempt }: IdempotencyAttempt,
  { status, headers, body }: KeptAnswer,
): Promise<void> => {
  await db
    .updateTable('idempotency_keys')
    .set({ status, headers, body })
    .where('owner_id', '=', owner_id)
    .where('operation', '=', operation)
    .where('key_sha256', '=', key_sha256)
    .where('attempt', '=', attempt)
    .execute();
};

/** Ends an attempt whose answer is not kept: forgotten if its work was not committed, else without a lease. */
export const upsertIdempotencyEnd = async (
  db: Db,
  { owner_id, operation, key_sha256, attempt }: IdempotencyAttempt,
): Promise<void> => {
  await sql`
    with forgotten as (
      delete from idempotency_keys
      where owner_id = ${owner_id} and operation = ${operation} and key_sha256 = ${key_sha256}
        and attempt = ${attempt} and not is_committed
    )
    update idempotency_keys set leased_until = clock_timestamp()
    where owner_id = ${owner_id} and operation = ${operation} and key_sha256 = ${key_sha256}
      and attempt = ${attempt} and is_committed`.execute(db);
};

/** Deletes at most `limit` answers that are older than a day; returns how many there were. */
export const deleteExpiredIdempotencyKeys = async (db: Db, limit: number): Promise<number> => {
  const { numAffectedRows } = await sql`
    delete from idempotency_keys where ctid = any (array(
      select ctid from idempotency_keys
      where created_at <= clock_timestamp() - ${lifetime} order by created_at limit ${limit}
    ))`.execute(db);
  return Number(numAffectedRows ?? 0);
};
