/**
 * Targets of a factory: what devices can be given by tag, the sets that are signed of them, and how far each has become an
 * update. Locks `rollouts` for the moment of adding a column, and `device_tests` while it is indexed.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // custom: as it came, whatever fields it has. version and tags are read from it.
  await sql`
    create table targets (
      id uuid primary key,
      factory text collate "C" not null,
      name text collate "C" not null,
      version integer not null check (version >= 0),
      bytes bigint not null check (bytes >= 0),
      sha256 bytea not null check (octet_length(sha256) = 32),
      custom json not null,
      tags text[] not null,
      created_at timestamptz(3) not null,
      created_by text not null,
      changed_at timestamptz(3) not null,
      changed_by text not null,
      unique (factory, name)
    )`.execute(db);
  await sql`create index targets_by_version on targets (factory, version)`.execute(db);

  // Each signed set: of one tag, or under the empty tag of every target. A tag that has no target any more keeps its set,
  // whose versions go on growing.
  await sql`
    create table target_metadata (
      factory text collate "C" not null,
      tag text collate "C" not null,
      role text collate "C" not null check (role in ('targets', 'snapshot', 'timestamp')),
      version integer not null check (version > 0),
      bytes bytea not null,
      expires_at timestamptz(3) not null,
      primary key (factory, tag, role)
    )`.execute(db);
  await sql`create index target_metadata_by_expiry on target_metadata (expires_at)`.execute(db);

  await addPublications(db);

  // The tests of a target, whichever device ran them.
  await sql`create index device_tests_by_version on device_tests ((substring(target_name, '-(\\d{1,9})$')::integer))`.execute(
    db,
  );

  // Whoever reports the tag of the update, whichever group it is in.
  await sql`alter table rollouts add column takes_all boolean not null default false`.execute(db);

  await sql`grant select, insert, update, delete
    on targets, target_metadata, target_publications, target_manifests to moorgate_admin`.execute(
    db,
  );
};

const addPublications = async (db: Kysely<never>): Promise<void> => {
  // How far a target has become an update of a tag. The row outlives its target until what follows from that is done.
  // pending, failed: to be published at attempt_at; withdrawing: no longer wanted. generation: grows when the target
  // changes, so that what was collected of its former state is not kept.
  await sql`
    create table target_publications (
      factory text collate "C" not null,
      name text collate "C" not null,
      tag text collate "C" not null,
      state text collate "C" not null check (state in ('pending', 'published', 'failed', 'withdrawing')),
      generation integer not null default 1,
      requested_at timestamptz(3) not null,
      attempts integer not null default 0,
      attempt_at timestamptz(3) not null,
      reason text,
      published_at timestamptz(3),
      update_id uuid references updates on delete set null,
      primary key (factory, name, tag)
    )`.execute(db);
  await sql`create index target_publications_due on target_publications (attempt_at) where state <> 'published'`.execute(
    db,
  );
  await sql`create index target_publications_by_update on target_publications (update_id) where update_id is not null`.execute(
    db,
  );

  // The manifests in the registry that a target is made of: of its apps, and of their images once these are known.
  await sql`
    create table target_manifests (
      target_id uuid not null references targets on delete cascade,
      repository text collate "C" not null,
      sha256 bytea not null check (octet_length(sha256) = 32),
      primary key (target_id, repository, sha256)
    )`.execute(db);
  await sql`create index target_manifests_by_digest on target_manifests (sha256, repository)`.execute(
    db,
  );
};
