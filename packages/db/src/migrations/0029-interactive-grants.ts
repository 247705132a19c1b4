/**
 * What a person grants in a browser to a program that waits for it: device authorizations (RFC 8628) and authorization
 * codes (RFC 6749, 4.1), and enrolment tokens that register one device that is named. Locks `enrolment_tokens` for a moment.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // Both codes are hashed under a key outside of the store; the short one could be guessed otherwise. device_uuid: the
  // device that wants to register; null for a program with an account of its own. The decision is one update of one row.
  await sql`
    create table device_authorizations (
      id uuid primary key,
      device_code_hash bytea not null,
      user_code_hash bytea not null unique,
      key_version integer not null,
      client_id text not null,
      device_uuid uuid,
      scopes text[] not null,
      created_at timestamptz not null,
      created_ip inet,
      expires_at timestamptz not null,
      decided_at timestamptz,
      user_id uuid references users (id),
      is_approved boolean,
      granted_scopes text[],
      device_group text collate "C",
      redeemed_at timestamptz,
      check ((decided_at is null) = (is_approved is null) and (decided_at is null) = (user_id is null)),
      check (redeemed_at is null or is_approved)
    )`.execute(db);
  await sql`create index device_authorizations_by_expiry on device_authorizations (expires_at)`.execute(
    db,
  );
  await sql`grant select, insert, delete,
    update (decided_at, user_id, is_approved, granted_scopes, device_group, redeemed_at)
    on device_authorizations to moorgate_admin`.execute(db);

  // token_ids: what the code was exchanged for, which ends when the code comes a second time.
  await sql`
    create table authorization_codes (
      id uuid primary key,
      secret_hash bytea not null,
      key_version integer not null,
      client_id text not null references oauth_clients (token_id) on delete cascade,
      user_id uuid not null references users (id),
      redirect_uri text not null,
      code_challenge text not null,
      scopes text[] not null,
      created_at timestamptz not null,
      expires_at timestamptz not null,
      redeemed_at timestamptz,
      token_ids text[] not null default '{}'
    )`.execute(db);
  await sql`create index authorization_codes_by_expiry on authorization_codes (expires_at)`.execute(
    db,
  );
  await sql`grant select, insert, delete, update (redeemed_at, token_ids) on authorization_codes
    to moorgate_admin`.execute(db);

  await sql`alter table enrolment_tokens add column device_uuid uuid`.execute(db);
  await sql`grant select (device_uuid) on enrolment_tokens to moorgate_gateway`.execute(db);
};
