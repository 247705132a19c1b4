/**
 * Permits to come back with another key, and the one statement that uses one up. A gateway may call that statement and
 * read what it needs to know whether there is a point in it; it may neither make nor change a permit. Locks nothing.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // spki_sha256: the only key that may use the permit; null for any key. The times that the list is ordered by have the
  // precision of a client's clock, so that a cursor can hold them exactly.
  await sql`
    create table rekey_permits (
      id uuid primary key,
      device_uuid uuid not null references devices (uuid) on delete cascade,
      spki_sha256 bytea,
      reason text,
      created_at timestamptz(3) not null,
      created_by text not null,
      expires_at timestamptz not null,
      used_at timestamptz,
      used_spki_sha256 bytea,
      revoked_at timestamptz,
      revoked_by text,
      check ((used_at is null) = (used_spki_sha256 is null)),
      check ((revoked_at is null) = (revoked_by is null)),
      check (used_at is null or revoked_at is null)
    )`.execute(db);
  await sql`create index rekey_permits_by_device on rekey_permits (device_uuid, created_at, id)`.execute(
    db,
  );

  // Whoever writes a tombstone of a key, or makes a key live, holds this lock of its hash until the commit, and looks for
  // a tombstone only when it holds it: otherwise a key could become live and be buried at the same moment. It comes after
  // the row of the device and the insertion or deletion of one, and before the feed, so that nobody waits in a circle.
  await sql`
    create function lock_key_hashes(spki_sha256s bytea[]) returns void
    language sql set search_path = pg_catalog, pg_temp as $$
      select pg_advisory_xact_lock(('x' || encode(substring(hash from 1 for 8), 'hex'))::bit(64)::bigint)
      from (select distinct hash from unnest(spki_sha256s) as given (hash) order by hash) as sorted
    $$`.execute(db);
  await sql`revoke all on function lock_key_hashes(bytea[]) from public`.execute(db);

  // What makes the presented key live is evaluated when the device's row is locked, by the clock of this database and
  // from the key itself: what the caller claims of either does not count. A lock that somebody keeps is not waited for
  // long: the caller is a gateway, which needs its few connections for everybody else.
  await sql`
    create function use_rekey_permit(for_device uuid, under_ca uuid, presented_spki bytea, from_address text)
    returns uuid
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    set lock_timeout = '1s' as $$
    declare
      presented constant bytea := sha256(presented_spki);
      moment timestamptz;
      permit uuid;
      replaced jsonb;
    begin
      perform from public.devices d
      join public.device_cas c on c.id = under_ca and c.factory = d.factory and c.retired_at is null
      where d.uuid = for_device and d.denied_at is null
      for update of d;
      if not found then
        return null;
      end if;
      perform public.lock_key_hashes(array[presented]);
      moment := clock_timestamp();
      if exists (select from public.key_tombstones where spki_sha256 = presented)
        or exists (
          select from public.device_keys
          where device_uuid = for_device and spki_sha256 = presented and state = 'live'
        )
      then
        return null;
      end if;

      update public.rekey_permits set used_at = moment, used_spki_sha256 = presented
      where id = (
        select id from public.rekey_permits
        where device_uuid = for_device and used_at is null and revoked_at is null and expires_at > moment
          and (spki_sha256 is null or spki_sha256 = presented)
        order by spki_sha256, expires_at, id
        limit 1
      )
        and used_at is null and revoked_at is null
      returning id into permit;
      if permit is null then
        return null;
      end if;

      select jsonb_agg(encode(spki_sha256, 'hex') order by spki_sha256) into replaced
      from public.device_keys where device_uuid = for_device and state = 'live';
      delete from public.device_keys
      where device_uuid = for_device and state = 'pending' and spki_sha256 <> presented;
      update public.device_keys set state = 'retired' where device_uuid = for_device and state in ('live', 'next');
      insert into public.device_keys (device_uuid, spki_sha256, spki, state, created_at, last_presented_at)
      values (for_device, presented, presented_spki, 'live', moment, moment)
      on conflict (device_uuid, spki_sha256) do update
      set state = 'live', last_presented_at = excluded.last_presented_at;
      update public.devices
      set generation = nextval('public.device_generations'), device_ca_id = under_ca
      where uuid = for_device;
      insert into public.audit_records (
        at, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, before, after
      )
      values (
        moment, 'device', for_device::text, for_device::text, 'device.rekeyed', 'device', for_device::text, from_address,
        jsonb_build_object('keysSha256', coalesce(replaced, '[]')),
        jsonb_build_object('keySha256', encode(presented, 'hex'), 'permitId', permit, 'deviceCaId', under_ca)
      );
      perform public.append_change('device', for_device);
      return permit;
    end
    $$`.execute(db);
  await sql`revoke all on function use_rekey_permit(uuid, uuid, bytea, text) from public`.execute(
    db,
  );

  await sql`grant select, insert, update (revoked_at, revoked_by) on rekey_permits to moorgate_admin`.execute(
    db,
  );
  await sql`grant select (device_uuid, spki_sha256, expires_at, used_at, revoked_at) on rekey_permits
    to moorgate_gateway`.execute(db);
  await sql`grant execute on function use_rekey_permit(uuid, uuid, bytea, text) to moorgate_gateway`.execute(
    db,
  );
  await sql`grant execute on function lock_key_hashes(bytea[]) to moorgate_admin, moorgate_gateway`.execute(
    db,
  );
};
