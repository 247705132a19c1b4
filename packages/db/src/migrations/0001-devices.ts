/** Devices, their keys, their check-ins, the CAs that vouch for them, and what waits for a decision. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // retired_by: the person; null where the certificate left cas.pem, so that only such a CA comes back with the file.
  await sql`
    create table device_cas (
      id uuid primary key,
      certificate bytea not null,
      certificate_sha256 bytea not null unique,
      subject text not null,
      factory text not null,
      enrolment_policy text not null default 'open'
        check (enrolment_policy in ('open', 'registered', 'approval')),
      not_before timestamptz not null,
      not_after timestamptz not null,
      created_at timestamptz not null,
      retired_at timestamptz,
      retired_by text
    )`.execute(db);

  // A generation is never used twice, not even after a purge: what was judged under another one can write nothing. The
  // lock handle has no meaning; the right to update it is the right to lock a row, without one to change it. The times
  // that lists are ordered by have the precision of a client's clock, so that a cursor can hold them exactly. The former
  // keys are those that admitted the device before a denial cleared them: a full deletion buries them, so none is ever
  // dropped, and each of them has cost somebody a permit.
  await sql`create sequence device_generations as bigint`.execute(db);
  await sql`
    create table devices (
      uuid uuid primary key,
      generation bigint not null default nextval('device_generations'),
      lock_handle boolean,
      factory text not null,
      device_ca_id uuid references device_cas (id),
      is_production boolean not null default false,
      created_at timestamptz(3) not null,
      labels jsonb not null default '{}',
      name text collate "C" generated always as (labels ->> 'name') stored,
      group_name text collate "C" generated always as (labels ->> 'group') stored,
      denied_at timestamptz,
      denied_by text,
      denial_reason text,
      former_key_hashes bytea[] not null default '{}'
    )`.execute(db);
  await sql`create unique index devices_name_unique on devices (name) where denied_at is null and name is not null`.execute(
    db,
  );
  // One index for each order of the list, read backwards for the opposite one; all exclude denied devices, as the list
  // does. A device without a name is last in both orders by name: '~' comes after all that a name may contain, the empty
  // text before it.
  await sql`create index devices_by_uuid on devices (uuid) where denied_at is null`.execute(db);
  await sql`create index devices_by_name on devices (coalesce(name, '~'), uuid) where denied_at is null`.execute(
    db,
  );
  await sql`create index devices_by_name_descending on devices (coalesce(name, ''), uuid) where denied_at is null`.execute(
    db,
  );
  await sql`create index devices_by_created_at on devices (created_at, uuid) where denied_at is null`.execute(
    db,
  );
  await sql`create index devices_by_group on devices (group_name) where group_name is not null`.execute(
    db,
  );
  await sql`create index devices_denied on devices (uuid) where denied_at is not null`.execute(db);

  // What a device reports of itself at every request. A table of its own, so that the frequent writes touch one index
  // pair and never the row that identifies the device. `epoch` as last_seen_at means never.
  await sql`
    create table device_check_ins (
      device_uuid uuid primary key references devices (uuid) on delete cascade,
      last_seen_at timestamptz(3) not null default 'epoch',
      target_name text not null default '',
      tag text not null default '',
      ostree_hash text not null default '',
      apps text not null default '',
      is_listed boolean not null default true
    ) with (fillfactor = 80)`.execute(db);
  await sql`create index device_check_ins_by_last_seen on device_check_ins (last_seen_at, device_uuid) where is_listed`.execute(
    db,
  );

  // live: admits; next: announced, becomes live when first presented; pending: presented and refused; retired: was live,
  // or was announced and then replaced.
  await sql`
    create table device_keys (
      device_uuid uuid not null references devices (uuid) on delete cascade,
      spki_sha256 bytea not null,
      spki bytea not null,
      state text not null check (state in ('live', 'next', 'pending', 'retired')),
      created_at timestamptz not null,
      last_presented_at timestamptz,
      primary key (device_uuid, spki_sha256)
    )`.execute(db);
  await sql`create index device_keys_pending on device_keys (device_uuid, spki_sha256) where state = 'pending'`.execute(
    db,
  );

  await sql`
    create table key_tombstones (
      spki_sha256 bytea primary key,
      device_uuid uuid not null,
      created_at timestamptz not null,
      created_by text not null
    )`.execute(db);

  await sql`
    create table pending_enrolments (
      device_uuid uuid not null,
      spki_sha256 bytea not null,
      spki bytea not null,
      device_ca_id uuid not null references device_cas (id),
      factory text not null,
      is_production boolean not null,
      remote_address text not null,
      first_presented_at timestamptz not null,
      last_presented_at timestamptz not null,
      primary key (device_uuid, spki_sha256)
    )`.execute(db);

  await sql`create table known_labels (label text collate "C" primary key)`.execute(db);
  await sql`insert into known_labels values ('name'), ('group')`.execute(db);
};
