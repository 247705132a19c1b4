/**
 * OAuth 2: clients, whose secrets are tokens of kind `app`, and the proofs of possession that have been used. Locks
 * `tokens` for a moment.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    alter table tokens
      drop constraint tokens_kind_check,
      add constraint tokens_kind_check check (kind in ('pat', 'ses', 'dev', 'svc', 'oac', 'ort', 'app'))`.execute(
    db,
  );

  // What a client may do, until when, and whose it is, stands in its token; what was issued to it descends from that one.
  await sql`
    create table oauth_clients (
      token_id text primary key references tokens (id) on delete cascade,
      is_public boolean not null,
      redirect_uris text[] not null,
      certificate_thumbprint text,
      requires_binding boolean not null,
      check (not (is_public and certificate_thumbprint is not null))
    )`.execute(db);
  await sql`grant select, insert, update on oauth_clients to moorgate_admin`.execute(db);

  // Each proof counts once, whichever instance it is shown to (RFC 9449, 11.1); the hash covers the key and the id.
  await sql`
    create table dpop_proofs (
      hash bytea primary key,
      expires_at timestamptz not null
    )`.execute(db);
  await sql`create index dpop_proofs_by_expiry on dpop_proofs (expires_at)`.execute(db);
  await sql`grant select, insert, delete on dpop_proofs to moorgate_admin`.execute(db);

  // Access tokens live for an hour; those that ended long ago are deleted, with what was made with them.
  await sql`create index tokens_by_parent on tokens (parent_id) where parent_id is not null`.execute(
    db,
  );
};
