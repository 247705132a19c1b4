/**
 * Answers that were given under an `Idempotency-Key`. A row is written before the work begins and lives for a day. The
 * transaction of the work marks it, so that after a crash it is known whether the work was done.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table idempotency_keys (
      owner_id uuid not null references users,
      operation text not null,
      key_sha256 bytea not null check (octet_length(key_sha256) = 32),
      fingerprint bytea not null check (octet_length(fingerprint) = 32),
      fingerprint_key_version integer not null,
      attempt uuid not null,
      created_at timestamptz not null default clock_timestamp(),
      leased_until timestamptz not null,
      is_committed boolean not null default false,
      status smallint check (status between 200 and 499),
      headers jsonb,
      body text check (octet_length(body) <= 65536),
      primary key (owner_id, operation, key_sha256),
      check ((status is null) = (headers is null)),
      check (status is not null or body is null)
    )`.execute(db);
  await sql`create index idempotency_keys_by_age on idempotency_keys (created_at)`.execute(db);
  await sql`grant select, insert, update, delete on idempotency_keys to moorgate_admin`.execute(db);
};
