/** Users, tokens with their secrets, and the audit records. Sessions are tokens of kind `ses`. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table users (
      id uuid primary key,
      username text not null unique,
      password_hash text,
      password_changed_at timestamptz,
      scopes text[] not null,
      created_at timestamptz not null,
      created_by text not null,
      deactivated_at timestamptz,
      deactivated_by text
    )`.execute(db);

  await sql`
    create table tokens (
      id text primary key,
      kind text not null check (kind in ('pat', 'ses', 'dev', 'svc', 'oac', 'ort')),
      owner_id uuid not null references users (id),
      dialect text not null,
      name text not null,
      note text,
      scopes text[] not null,
      resources jsonb,
      cidrs inet[],
      rate_limit jsonb,
      max_uses integer,
      uses integer not null default 0,
      cnf jsonb,
      parent_id text references tokens (id),
      family_id text,
      created_at timestamptz not null,
      created_by text not null,
      created_ip inet,
      not_before timestamptz,
      expires_at timestamptz,
      last_used_at timestamptz,
      last_used_ip inet,
      last_used_ua text,
      disabled_at timestamptz,
      revoked_at timestamptz,
      revoked_by text,
      revoke_reason text
    )`.execute(db);
  await sql`create index tokens_by_owner on tokens (owner_id, created_at, id)`.execute(db);
  await sql`create index tokens_by_expiry on tokens (expires_at) where expires_at is not null`.execute(
    db,
  );

  // Several live versions of one token's secret make a rotation overlap without changing the token's identity; the
  // version of the pepper stands with each hash, so that the pepper can be rotated too.
  await sql`
    create table token_secrets (
      token_id text not null references tokens (id) on delete cascade,
      version integer not null,
      hash bytea not null,
      key_version integer not null,
      created_at timestamptz not null,
      expires_at timestamptz,
      retired_at timestamptz,
      primary key (token_id, version)
    )`.execute(db);

  await sql`
    create table audit_records (
      id bigint generated always as identity primary key,
      at timestamptz not null,
      actor_kind text not null check (actor_kind in ('user', 'token', 'device', 'system')),
      actor_id text not null,
      actor_name text not null,
      action text not null,
      target_kind text not null,
      target_id text not null,
      address text,
      request_id text,
      before jsonb,
      after jsonb
    )`.execute(db);
  await sql`create index audit_records_by_target on audit_records (target_kind, target_id, id)`.execute(
    db,
  );
};
