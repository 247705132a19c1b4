/**
 * Metadata of The Update Framework: the keys of a factory, the chain of its roots, and what says of each update that it is what a
 * device is to run. Locks nothing.
 */
import { type Kysely, sql } from 'kysely';

const keysAndRoots = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table tuf_keys (
      factory text collate "C" not null,
      role text collate "C" not null check (role in ('root', 'targets', 'snapshot', 'timestamp')),
      key_id text collate "C" not null,
      sealed_key bytea not null,
      key_version integer not null,
      created_at timestamptz(3) not null,
      primary key (factory, role)
    )`.execute(db);

  await sql`
    create table tuf_roots (
      factory text collate "C" not null,
      version integer not null check (version > 0),
      bytes bytea not null,
      sha256 bytea not null generated always as (sha256(bytes)) stored,
      expires_at timestamptz(3) not null,
      created_at timestamptz(3) not null,
      primary key (factory, version)
    )`.execute(db);

  // The highest version that any metadata of the factory has had. Whoever signs holds the row until the commit.
  await sql`
    create table tuf_versions (
      factory text collate "C" primary key,
      version integer not null check (version >= 0)
    )`.execute(db);
};

const metadataOfUpdates = async (db: Kysely<never>): Promise<void> => {
  // signed: made here, and signed again before it expires; uploaded: served as it came.
  await sql`
    create table update_signings (
      update_id uuid primary key references updates on delete cascade,
      origin text collate "C" not null check (origin in ('signed', 'uploaded')),
      signed_at timestamptz(3) not null,
      expires_at timestamptz(3) not null
    )`.execute(db);
  await sql`create index update_signings_by_expiry on update_signings (expires_at, update_id)`.execute(
    db,
  );

  await sql`
    create table update_metadata (
      update_id uuid not null references update_signings on delete cascade,
      role text collate "C" not null check (role in ('targets', 'snapshot', 'timestamp')),
      version integer not null check (version > 0),
      bytes bytea not null,
      expires_at timestamptz(3) not null,
      primary key (update_id, role)
    )`.execute(db);

  // What was served with a snapshot before another one took its place: who was told of it asks for it in the next moments.
  await sql`
    create table replaced_metadata (
      update_id uuid not null references update_signings on delete cascade,
      snapshot_version integer not null,
      role text collate "C" not null check (role in ('targets', 'snapshot')),
      bytes bytea not null,
      replaced_at timestamptz(3) not null default clock_timestamp(),
      primary key (update_id, snapshot_version, role)
    )`.execute(db);
  await sql`create index replaced_metadata_by_age on replaced_metadata (replaced_at)`.execute(db);

  // The roots that came with uploaded metadata.
  await sql`
    create table update_roots (
      update_id uuid not null references update_signings on delete cascade,
      version integer not null check (version > 0),
      bytes bytea not null,
      sha256 bytea not null generated always as (sha256(bytes)) stored,
      expires_at timestamptz(3) not null,
      primary key (update_id, version)
    )`.execute(db);
};

/** What a device may have stored of the updates that it was assigned to before: it refuses anything older, and other roots. */
const metadataOfDevices = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create table device_metadata (
      device_uuid uuid primary key references devices on delete cascade,
      root_version integer not null,
      root_sha256 bytea not null,
      targets_version integer not null,
      snapshot_version integer not null,
      timestamp_version integer not null
    )`.execute(db);

  // The newest root, and the versions, that a device finds with an update.
  await sql`
    create function update_head(wanted uuid) returns table (
      root_version integer, root_sha256 bytea, targets_version integer, snapshot_version integer, timestamp_version integer
    ) language sql stable set search_path = pg_catalog, public, pg_temp as $$
      select root.version, root.sha256,
        max(m.version) filter (where m.role = 'targets'),
        max(m.version) filter (where m.role = 'snapshot'),
        max(m.version) filter (where m.role = 'timestamp')
      from update_signings s
      join updates u on u.id = s.update_id
      join update_metadata m on m.update_id = s.update_id
      cross join lateral (
        select r.version, r.sha256 from (
          select o.version, o.sha256 from update_roots o where s.origin = 'uploaded' and o.update_id = s.update_id
          union all
          select o.version, o.sha256 from tuf_roots o where s.origin = 'signed' and o.factory = u.factory
        ) r order by r.version desc limit 1
      ) root
      where s.update_id = wanted
      group by root.version, root.sha256
    $$`.execute(db);

  // The snapshot which the last timestamp names that the device got. replaced_at: since when the device is assigned to
  // another update. An update that is gone leaves its rows, which find nothing.
  await sql`
    create table device_snapshots (
      device_uuid uuid primary key references devices on delete cascade,
      update_id uuid not null,
      snapshot_version integer not null,
      replaced_at timestamptz(3)
    )`.execute(db);

  // However an assignment ends, what the device got by it is remembered; a denial destroys it with everything else.
  await sql`
    create function remember_device_metadata() returns trigger
    language plpgsql set search_path = pg_catalog, public, pg_temp as $$
    begin
      insert into device_metadata (device_uuid, root_version, root_sha256, targets_version, snapshot_version, timestamp_version)
      select new.uuid, h.root_version, h.root_sha256, h.targets_version, h.snapshot_version, h.timestamp_version
      from update_head(old.update_id) h
      on conflict (device_uuid) do update set root_version = excluded.root_version, root_sha256 = excluded.root_sha256,
        targets_version = excluded.targets_version, snapshot_version = excluded.snapshot_version,
        timestamp_version = excluded.timestamp_version;
      update device_snapshots set replaced_at = clock_timestamp() where device_uuid = new.uuid;
      return null;
    end $$`.execute(db);
  await sql`
    create trigger remember_metadata after update of update_id on devices for each row
    when (old.update_id is not null and old.update_id is distinct from new.update_id and new.denied_at is null)
    execute function remember_device_metadata()`.execute(db);
};

export const up = async (db: Kysely<never>): Promise<void> => {
  await keysAndRoots(db);
  await metadataOfUpdates(db);
  await metadataOfDevices(db);
  await sql`grant select, insert, update, delete
    on tuf_keys, tuf_versions, update_signings, update_metadata, update_roots, device_metadata to moorgate_admin`.execute(
    db,
  );
  await sql`grant select, insert on tuf_roots to moorgate_admin`.execute(db);
  await sql`grant select, insert, delete on replaced_metadata to moorgate_admin`.execute(db);
  await sql`grant select, delete, update (replaced_at) on device_snapshots to moorgate_admin`.execute(
    db,
  );
  await sql`grant select on tuf_roots, update_signings, update_metadata, replaced_metadata, update_roots
    to moorgate_gateway`.execute(db);
  await sql`grant select, insert, update on device_snapshots to moorgate_gateway`.execute(db);
};
