/**
 * The key that a device will have next: one statement with which it is announced, and one that makes it live when a
 * connection shows it. Locks `device_keys` for as long as the index takes to build.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // Whose key it is, for the few that are announced; no device may announce a key that another one has.
  await sql`create index device_keys_by_key on device_keys (spki_sha256) where state in ('live', 'next')`.execute(
    db,
  );
  await addAnnouncement(db);
  await addRotation(db);
};

const addAnnouncement = async (db: Kysely<never>): Promise<void> => {
  // A key that was announced before, and never seen, is retired and not forgotten: there may be a certificate for it, and
  // a full deletion has to bury it. That is why a device may not announce without end.
  await sql`
    create function announce_next_key(for_device uuid, of_generation bigint, announced_spki bytea, from_address text)
    returns text
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    declare
      announced constant bytea := sha256(announced_spki);
      moment timestamptz;
      former bytea[];
      known text;
      replaced text;
    begin
      select former_key_hashes into former from public.devices
      where uuid = for_device and generation = of_generation and denied_at is null
      for no key update;
      if not found then
        return 'device_changed';
      end if;
      perform public.lock_key_hashes(array[announced]);
      moment := clock_timestamp();
      select state into known from public.device_keys where device_uuid = for_device and spki_sha256 = announced;
      if known in ('live', 'next') then
        return known;
      end if;
      if exists (select from public.key_tombstones where spki_sha256 = announced) then
        return 'purged';
      end if;
      if known = 'retired' or announced = any (former) then
        return 'retired';
      end if;
      if exists (
        select from public.device_keys
        where spki_sha256 = announced and state in ('live', 'next') and device_uuid <> for_device
      ) then
        return 'taken';
      end if;
      if (
        select count(*) from public.device_keys
        where device_uuid = for_device and state in ('next', 'retired') and created_at > moment - interval '1 day'
      ) >= 20 then
        return 'exhausted';
      end if;

      update public.device_keys set state = 'retired' where device_uuid = for_device and state = 'next'
      returning encode(spki_sha256, 'hex') into replaced;
      insert into public.device_keys (device_uuid, spki_sha256, spki, state, created_at)
      values (for_device, announced, announced_spki, 'next', moment)
      on conflict (device_uuid, spki_sha256) do update set state = 'next', created_at = excluded.created_at;
      insert into public.audit_records (
        at, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, before, after
      )
      values (
        moment, 'device', for_device::text, for_device::text, 'device.next_key_announced', 'device', for_device::text,
        from_address, jsonb_build_object('nextKeySha256', replaced),
        jsonb_build_object('nextKeySha256', encode(announced, 'hex'))
      );
      return 'announced';
    end
    $$`.execute(db);
  await sql`revoke all on function announce_next_key(uuid, bigint, bytea, text) from public`.execute(
    db,
  );
  await sql`grant execute on function announce_next_key(uuid, bigint, bytea, text)
    to moorgate_admin, moorgate_gateway`.execute(db);
};

const addRotation = async (db: Kysely<never>): Promise<void> => {
  // As with a permit, everything is asked again when the device's row is locked, and a lock that somebody keeps is not
  // waited for long.
  await sql`
    create function rotate_to_next_key(for_device uuid, under_ca uuid, presented_spki bytea, from_address text)
    returns boolean
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    set lock_timeout = '1s' as $$
    declare
      presented constant bytea := sha256(presented_spki);
      moment timestamptz;
      replaced jsonb;
    begin
      perform from public.devices d
      join public.device_cas c on c.id = under_ca and c.factory = d.factory and c.retired_at is null
      where d.uuid = for_device and d.denied_at is null
      for update of d;
      if not found then
        return false;
      end if;
      perform public.lock_key_hashes(array[presented]);
      moment := clock_timestamp();
      if exists (select from public.key_tombstones where spki_sha256 = presented)
        or not exists (
          select from public.device_keys
          where device_uuid = for_device and spki_sha256 = presented and state = 'next'
        )
      then
        return false;
      end if;

      select jsonb_agg(encode(spki_sha256, 'hex') order by spki_sha256) into replaced
      from public.device_keys where device_uuid = for_device and state = 'live';
      update public.device_keys set state = 'retired' where device_uuid = for_device and state = 'live';
      update public.device_keys set state = 'live', last_presented_at = moment
      where device_uuid = for_device and spki_sha256 = presented;
      update public.devices
      set generation = nextval('public.device_generations'), device_ca_id = under_ca
      where uuid = for_device;
      insert into public.audit_records (
        at, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, before, after
      )
      values (
        moment, 'device', for_device::text, for_device::text, 'device.key_rotated', 'device', for_device::text,
        from_address, jsonb_build_object('keysSha256', coalesce(replaced, '[]')),
        jsonb_build_object('keySha256', encode(presented, 'hex'), 'deviceCaId', under_ca)
      );
      perform public.append_change('device', for_device);
      return true;
    end
    $$`.execute(db);
  await sql`revoke all on function rotate_to_next_key(uuid, uuid, bytea, text) from public`.execute(
    db,
  );
  await sql`grant execute on function rotate_to_next_key(uuid, uuid, bytea, text) to moorgate_gateway`.execute(
    db,
  );
};
