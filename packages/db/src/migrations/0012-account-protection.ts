/**
 * What protects accounts: former passwords, second factors with their recovery codes, and where a session came from.
 * Locks `users` for a moment.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // A password that somebody else chose, while passwords have an age, is good for choosing another one alone.
  await sql`alter table users add column password_is_temporary boolean not null default false`.execute(
    db,
  );

  await sql`
    create table former_passwords (
      id bigint generated always as identity primary key,
      user_id uuid not null references users (id) on delete cascade,
      hash text not null,
      replaced_at timestamptz not null
    )`.execute(db);
  await sql`create index former_passwords_by_user on former_passwords (user_id, id)`.execute(db);

  // sealed_secret: encrypted with a key outside of the database. confirmed_at: null until its holder has shown a code.
  // last_step: the time step of the last code that was accepted (RFC 6238, 5.2); none at or before it is accepted again.
  await sql`
    create table second_factors (
      user_id uuid primary key references users (id) on delete cascade,
      sealed_secret bytea not null,
      key_version integer not null,
      created_at timestamptz not null,
      confirmed_at timestamptz,
      last_step bigint not null default 0,
      failures integer not null default 0,
      failures_since timestamptz
    )`.execute(db);

  await sql`
    create table recovery_codes (
      user_id uuid not null references second_factors (user_id) on delete cascade,
      hash bytea not null,
      key_version integer not null,
      used_at timestamptz,
      primary key (user_id, hash)
    )`.execute(db);

  await sql`
    create table sessions (
      token_id text primary key references tokens (id) on delete cascade,
      user_agent text
    )`.execute(db);

  await sql`grant select, insert, update, delete on former_passwords, second_factors, recovery_codes, sessions
    to moorgate_admin`.execute(db);
};
