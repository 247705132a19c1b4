/**
 * The one statement with which a gateway enrols a device, in the place of the rights to insert devices and live keys by
 * itself: with them a gateway could have given any device another key. The CA is locked against changes meanwhile, so that
 * nothing is enrolled after the answer to one that forbids it. Locks nothing for long.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create function enrol_device(
      new_device uuid, under_ca uuid, of_factory text, for_production boolean, presented_spki bytea,
      moment timestamptz, from_address text
    )
    returns text
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp
    set lock_timeout = '1s' as $$
    declare
      presented constant bytea := sha256(presented_spki);
    begin
      insert into public.devices (uuid, factory, device_ca_id, is_production, created_at)
      select new_device, c.factory, c.id, for_production, moment
      from public.device_cas c
      where c.id = under_ca and c.factory = of_factory and c.retired_at is null and c.enrolment_policy = 'open'
      for share of c
      on conflict (uuid) do nothing;
      if not found then
        return 'not_enrolled';
      end if;
      perform public.lock_key_hashes(array[presented]);
      if exists (select from public.key_tombstones where spki_sha256 = presented) then
        delete from public.devices where uuid = new_device;
        return 'key_purged';
      end if;

      insert into public.device_keys (device_uuid, spki_sha256, spki, state, created_at, last_presented_at)
      values (new_device, presented, presented_spki, 'live', moment, moment);
      insert into public.device_check_ins (device_uuid, last_seen_at) values (new_device, moment);
      insert into public.audit_records (
        at, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, after
      )
      values (
        moment, 'device', new_device::text, new_device::text, 'device.enrolled', 'device', new_device::text, from_address,
        jsonb_build_object(
          'factory', of_factory, 'isProduction', for_production, 'keySha256', encode(presented, 'hex')
        )
      );
      return 'enrolled';
    end
    $$`.execute(db);
  await sql`revoke all on function enrol_device(uuid, uuid, text, boolean, bytea, timestamptz, text) from public`.execute(
    db,
  );
  await sql`grant execute on function enrol_device(uuid, uuid, text, boolean, bytea, timestamptz, text)
    to moorgate_gateway`.execute(db);

  await sql`revoke insert (uuid, factory, device_ca_id, is_production, created_at) on devices from moorgate_gateway`.execute(
    db,
  );
  await sql`revoke insert on device_check_ins from moorgate_gateway`.execute(db);
  await sql`revoke usage on sequence device_generations from moorgate_gateway`.execute(db);

  // Keys that were refused are still inserted by the gateway itself; no right is about the value of a column.
  await sql`
    create function refuse_keys_of_gateway() returns trigger
    language plpgsql set search_path = pg_catalog, pg_temp as $$
    begin
      if current_user = 'moorgate_gateway' then
        raise insufficient_privilege using message = 'a gateway records refused keys alone';
      end if;
      return new;
    end
    $$`.execute(db);
  await sql`create trigger refuse_keys_of_gateway before insert on device_keys for each row
    when (new.state <> 'pending') execute function refuse_keys_of_gateway()`.execute(db);
};
