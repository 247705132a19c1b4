-- The schema that the migrations make, read back from the catalogue. Generated: `make fix` writes it again.
-- It is there to be read; a database gets its schema from the migrations alone.

create sequence device_generations as bigint;

CREATE OR REPLACE FUNCTION public.announce_next_key(for_device uuid, of_generation bigint, announced_spki bytea, from_address text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
    $function$;

CREATE OR REPLACE FUNCTION public.append_change(change_kind text, change_device_uuid uuid, change_subject text DEFAULT NULL::text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    declare
      next_sequence bigint;
    begin
      update public.change_feed_counter set sequence = sequence + 1 returning sequence into next_sequence;
      insert into public.change_feed (sequence, kind, device_uuid, subject)
      values (next_sequence, change_kind, change_device_uuid, change_subject);
      perform pg_notify('moorgate_changes', next_sequence::text);
      return next_sequence;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.append_device_change(changed_device_uuid uuid)
 RETURNS bigint
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      select public.append_change('device', changed_device_uuid)
    $function$;

CREATE OR REPLACE FUNCTION public.count_changed_devices()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    declare
      listed_change bigint := 0;
      denied_change bigint := 0;
    begin
      if tg_op in ('INSERT', 'UPDATE') then
        select count(*) filter (where denied_at is null), count(*) filter (where denied_at is not null)
        into listed_change, denied_change from after_rows;
      end if;
      if tg_op in ('DELETE', 'UPDATE') then
        select listed_change - count(*) filter (where denied_at is null),
               denied_change - count(*) filter (where denied_at is not null)
        into listed_change, denied_change from before_rows;
      end if;
      perform public.count_devices(listed_change, denied_change);
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.count_devices(listed_change bigint, denied_change bigint)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      update public.device_counts
      set listed = listed + listed_change, denied = denied + denied_change
      where shard = pg_backend_pid() % 16 and (listed_change <> 0 or denied_change <> 0)
    $function$;

CREATE OR REPLACE FUNCTION public.enrol_device(new_device uuid, under_ca uuid, of_factory text, for_production boolean, presented_spki bytea, moment timestamp with time zone, from_address text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
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
    $function$;

CREATE OR REPLACE FUNCTION public.enrolment_groups(account uuid)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    declare
      own constant text[] := public.own_enrolment_groups(account);
      responsible constant uuid := (select owner_id from public.users where id = account);
      theirs text[];
    begin
      if responsible is null then
        return own;
      end if;
      theirs := public.own_enrolment_groups(responsible);
      if own is null or theirs is null then
        return coalesce(own, theirs);
      end if;
      return array(select unnest(own) intersect select unnest(theirs) order by 1);
    end
    $function$;

CREATE OR REPLACE FUNCTION public.keep_configured_group()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  begin
    insert into public.device_groups (name, created_at, created_by)
    select new.group_name, new.created_at, new.created_by
    where not exists (select from public.device_groups as g where g.name = new.group_name)
    on conflict (name) do nothing;
    return null;
  end
  $function$;

CREATE OR REPLACE FUNCTION public.keep_device_groups()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  begin
    insert into public.device_groups (name, created_at, created_by)
    select distinct a.group_name collate "C", clock_timestamp(), ''
    from after_rows as a
    where a.group_name is not null
      and not exists (select from public.device_groups as g where g.name = a.group_name)
    order by 1
    on conflict (name) do nothing;
    return null;
  end
  $function$;

CREATE OR REPLACE FUNCTION public.keep_device_labels()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  begin
    if tg_op = 'INSERT' then
      insert into public.device_labels (label_key, label_value, device_uuid)
      select e.key, e.value, a.uuid
      from after_rows as a cross join lateral jsonb_each_text(a.labels) as e (key, value);
      insert into public.device_group_labels as g (group_name, label_key, shard, devices)
      select a.group_name, k.key, pg_backend_pid() % 16, count(*)
      from after_rows as a cross join lateral jsonb_object_keys(a.labels) as k (key)
      where a.group_name is not null
      group by a.group_name, k.key
      order by a.group_name, k.key
      on conflict (group_name, label_key, shard) do update set devices = g.devices + excluded.devices;
    elsif tg_op = 'DELETE' then
      delete from public.device_labels as l
      using before_rows as b cross join lateral jsonb_each_text(b.labels) as e (key, value)
      where l.label_key = e.key and l.label_value = e.value and l.device_uuid = b.uuid;
      insert into public.device_group_labels as g (group_name, label_key, shard, devices)
      select b.group_name, k.key, pg_backend_pid() % 16, -count(*)
      from before_rows as b cross join lateral jsonb_object_keys(b.labels) as k (key)
      where b.group_name is not null
      group by b.group_name, k.key
      order by b.group_name, k.key
      on conflict (group_name, label_key, shard) do update set devices = g.devices + excluded.devices;
    else
      delete from public.device_labels as l
      using before_rows as b join after_rows as a on a.uuid = b.uuid
        cross join lateral jsonb_each_text(b.labels) as e (key, value)
      where b.labels <> a.labels
        and l.label_key = e.key and l.label_value = e.value and l.device_uuid = b.uuid;
      insert into public.device_labels (label_key, label_value, device_uuid)
      select e.key, e.value, a.uuid
      from before_rows as b join after_rows as a on a.uuid = b.uuid
        cross join lateral jsonb_each_text(a.labels) as e (key, value)
      where b.labels <> a.labels;
      insert into public.device_group_labels as g (group_name, label_key, shard, devices)
      select c.group_name, c.key, pg_backend_pid() % 16, sum(c.change)
      from (
        select b.group_name, k.key, -1 as change
        from before_rows as b join after_rows as a on a.uuid = b.uuid
          cross join lateral jsonb_object_keys(b.labels) as k (key)
        where b.labels <> a.labels and b.group_name is not null
        union all
        select a.group_name, k.key, 1
        from before_rows as b join after_rows as a on a.uuid = b.uuid
          cross join lateral jsonb_object_keys(a.labels) as k (key)
        where b.labels <> a.labels and a.group_name is not null
      ) as c
      group by c.group_name, c.key
      having sum(c.change) <> 0
      order by c.group_name, c.key
      on conflict (group_name, label_key, shard) do update set devices = g.devices + excluded.devices;
      update public.device_check_ins as c set group_name = a.group_name
      from before_rows as b join after_rows as a on a.uuid = b.uuid
      where c.device_uuid = a.uuid and b.group_name is distinct from a.group_name;
    end if;
    return null;
  end
  $function$;

CREATE OR REPLACE FUNCTION public.keep_device_tags()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
  begin
    delete from public.device_tags where device_uuid = new.device_uuid;
    insert into public.device_tags (tag, device_uuid)
    select distinct t.tag, new.device_uuid from unnest(string_to_array(translate(new.tag, E' \t\n\r', ',,,,'), ',')) as t (tag) where t.tag <> '';
    return null;
  end
  $function$;

CREATE OR REPLACE FUNCTION public.keep_enrolment_rights(accounts uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      perform pg_advisory_xact_lock(hashtextextended('enrolment_tokens', 0));
      update public.enrolment_tokens t
      set permitted_groups = public.permitted_enrolment_groups(t.owner_id, t.parent_id)
      where (
          t.owner_id = any (accounts)
          or t.owner_id in (select id from public.users where owner_id = any (accounts))
        )
        and t.permitted_groups is distinct from public.permitted_enrolment_groups(t.owner_id, t.parent_id);
    end
    $function$;

CREATE OR REPLACE FUNCTION public.keep_enrolment_rights_of_role()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      begin
        perform public.keep_enrolment_rights(array(select user_id from public.user_roles where role_id = new.id));
        return null;
      end
      $function$;

CREATE OR REPLACE FUNCTION public.keep_enrolment_rights_of_roles()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      begin
        perform public.keep_enrolment_rights(array[coalesce(new.user_id, old.user_id)]);
        return null;
      end
      $function$;

CREATE OR REPLACE FUNCTION public.keep_enrolment_rights_of_token()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      begin
        perform pg_advisory_xact_lock(hashtextextended('enrolment_tokens', 0));
        update public.enrolment_tokens
        set permitted_groups = public.permitted_enrolment_groups(owner_id, parent_id)
        where parent_id = new.id;
        return null;
      end
      $function$;

CREATE OR REPLACE FUNCTION public.keep_enrolment_rights_of_user()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      begin
        perform public.keep_enrolment_rights(array[new.id]);
        return null;
      end
      $function$;

CREATE OR REPLACE FUNCTION public.lock_key_hashes(spki_sha256s bytea[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      select pg_advisory_xact_lock(('x' || encode(substring(hash from 1 for 8), 'hex'))::bit(64)::bigint)
      from (select distinct hash from unnest(spki_sha256s) as given (hash) order by hash) as sorted
    $function$;

CREATE OR REPLACE FUNCTION public.note_removed_artifacts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      insert into public.blob_removals (blob_id) select blob_id from removed on conflict do nothing;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.note_rollout_candidate()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      if tg_table_name = 'devices' then
        insert into public.rollout_candidates (candidate) values (new.uuid);
      else
        insert into public.rollout_candidates (candidate) values (new.device_uuid);
      end if;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.open_update_log()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      insert into public.update_logs (update_id) values (new.id);
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.own_enrolment_groups(account uuid)
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      select case
        when u.deactivated_at is not null then '{}'
        when 'devices:create' = any (u.scopes) or exists (
          select from public.user_roles ur join public.roles r on r.id = ur.role_id
          where ur.user_id = u.id and 'devices:create' = any (r.scopes) and r.device_groups is null
        ) then null
        else array(
          select distinct held.name
          from public.user_roles ur join public.roles r on r.id = ur.role_id
            cross join lateral unnest(r.device_groups) as held (name)
          where ur.user_id = u.id and 'devices:create' = any (r.scopes)
          order by 1
        ) end
      from public.users u where u.id = account
    $function$;

CREATE OR REPLACE FUNCTION public.permitted_enrolment_groups(account uuid, parent text)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    declare
      owners constant text[] := public.enrolment_groups(account);
      limits text[];
    begin
      select case
        when revoked_at is not null or disabled_at is not null or not 'devices:create' = any (scopes) then '{}'
        else device_groups
      end into limits
      from public.tokens where id = parent;
      if owners is null or limits is null then
        return coalesce(owners, limits);
      end if;
      return array(select unnest(owners) intersect select unnest(limits) order by 1);
    end
    $function$;

CREATE OR REPLACE FUNCTION public.prune_audit_records(through_position bigint)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    declare
      pruned bigint;
    begin
      if not exists (
        select from public.audit_seals s
        join public.audit_checkpoints c on c.position = s.position and c.hash = s.hash and c.kind = 'cut'
        where s.position = through_position
      ) then
        raise insufficient_privilege using message = 'a cut needs its checkpoint';
      end if;
      if not exists (select from public.audit_seals where position > through_position) then
        raise insufficient_privilege using message = 'the head of the chain stays';
      end if;
      if exists (
        select from public.audit_seals s join public.audit_records r on r.id = s.record_id
        where s.position <= through_position and r.at > clock_timestamp() - interval '30 days'
      ) then
        raise insufficient_privilege using message = 'records of the last 30 days stay';
      end if;
      delete from public.audit_records r using public.audit_seals s
      where s.position <= through_position and r.id = s.record_id;
      delete from public.audit_seals where position <= through_position;
      get diagnostics pruned = row_count;
      return pruned;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.queue_audit_record()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      insert into public.audit_unsealed values (new.id);
      return null;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.record_device_refusals(refusals jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      if jsonb_array_length(refusals) > 1000 then
        raise insufficient_privilege using message = 'a gateway records 1000 refusals at once';
      end if;
      insert into public.audit_records (
        at, actor_kind, actor_id, actor_name, action, target_kind, target_id, address, after
      )
      select (one ->> 'at')::timestamptz,
        case when one ->> 'uuid' is null then 'system' else 'device' end,
        coalesce((one ->> 'uuid')::uuid::text, 'device gateway'),
        coalesce((one ->> 'uuid')::uuid::text, 'device gateway'),
        'device.refused', 'device', coalesce((one ->> 'uuid')::uuid::text, 'unknown'),
        left(one ->> 'address', 100),
        jsonb_build_object(
          'code', left(one ->> 'code', 100), 'count', (one ->> 'count')::bigint, 'until', left(one ->> 'until', 100)
        )
      from jsonb_array_elements(refusals) one;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.refuse_keys_of_gateway()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
    begin
      if current_user = 'moorgate_gateway' then
        raise insufficient_privilege using message = 'a gateway records refused keys alone';
      end if;
      return new;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.remember_device_metadata()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      insert into device_metadata (device_uuid, root_version, root_sha256, targets_version, snapshot_version, timestamp_version)
      select new.uuid, h.root_version, h.root_sha256, h.targets_version, h.snapshot_version, h.timestamp_version
      from update_head(old.update_id) h
      on conflict (device_uuid) do update set root_version = excluded.root_version, root_sha256 = excluded.root_sha256,
        targets_version = excluded.targets_version, snapshot_version = excluded.snapshot_version,
        timestamp_version = excluded.timestamp_version;
      update device_snapshots set replaced_at = clock_timestamp() where device_uuid = new.uuid;
      return null;
    end $function$;

CREATE OR REPLACE FUNCTION public.revoke_enrolment_tokens_of_token()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      begin
        update public.enrolment_tokens set revoked_at = new.revoked_at, revoked_by = coalesce(new.revoked_by, '')
        where parent_id = new.id and revoked_at is null;
        return null;
      end
      $function$;

CREATE OR REPLACE FUNCTION public.rotate_to_next_key(for_device uuid, under_ca uuid, presented_spki bytea, from_address text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
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
    $function$;

CREATE OR REPLACE FUNCTION public.set_enrolment_rights()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
      begin
        perform pg_advisory_xact_lock(hashtextextended('enrolment_tokens', 0));
        new.permitted_groups := public.permitted_enrolment_groups(new.owner_id, new.parent_id);
        return new;
      end
      $function$;

CREATE OR REPLACE FUNCTION public.set_group_of_check_in()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    begin
      new.group_name := (select d.group_name from public.devices as d where d.uuid = new.device_uuid);
      return new;
    end
    $function$;

CREATE OR REPLACE FUNCTION public.update_head(wanted uuid)
 RETURNS TABLE(root_version integer, root_sha256 bytea, targets_version integer, snapshot_version integer, timestamp_version integer)
 LANGUAGE sql
 STABLE
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
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
    $function$;

CREATE OR REPLACE FUNCTION public.use_rekey_permit(for_device uuid, under_ca uuid, presented_spki bytea, from_address text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
 SET lock_timeout TO '1s'
AS $function$
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
    $function$;

create table application_instances (
  application_id bigint not null,
  "position" integer not null,
  beacon_id uuid not null,
  address text not null,
  constraint application_instances_pkey PRIMARY KEY (application_id, "position"),
  constraint application_instances_application_id_beacon_id_address_key UNIQUE (application_id, beacon_id, address),
  constraint application_instances_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id) ON DELETE CASCADE
);

create table application_operation_hosts (
  operation_id uuid not null,
  "position" integer not null,
  beacon_id uuid not null,
  beacon_address text not null,
  address text not null,
  name text not null,
  role text not null,
  state text default 'active'::text not null,
  stage integer default 0 not null,
  notes jsonb default '{}'::jsonb not null,
  attempts integer default 0 not null,
  retry_at timestamp with time zone,
  outcome text,
  constraint application_operation_hosts_pkey PRIMARY KEY (operation_id, "position"),
  constraint application_operation_hosts_operation_id_fkey FOREIGN KEY (operation_id) REFERENCES application_operations(id) ON DELETE CASCADE,
  constraint application_operation_hosts_role_check CHECK ((role = ANY (ARRAY['deployed'::text, 'removed'::text]))),
  constraint application_operation_hosts_state_check CHECK ((state = ANY (ARRAY['active'::text, 'restoring'::text, 'removing'::text, 'finishing'::text, 'settled'::text, 'left_out'::text])))
);
CREATE INDEX application_operation_hosts_unsettled ON application_operation_hosts USING btree (beacon_id, address) WHERE (state = ANY (ARRAY['restoring'::text, 'removing'::text, 'finishing'::text]));

create table application_operation_lines (
  operation_id uuid not null,
  ordinal integer not null,
  line jsonb not null,
  constraint application_operation_lines_pkey PRIMARY KEY (operation_id, ordinal),
  constraint application_operation_lines_operation_id_fkey FOREIGN KEY (operation_id) REFERENCES application_operations(id) ON DELETE CASCADE
);

create table application_operations (
  id uuid not null,
  ordinal bigint generated always as identity not null,
  application_id bigint,
  application_name text not null,
  kind text not null,
  deployment_id bigint,
  requested_by uuid,
  requester text not null,
  token_id text,
  request_id text,
  plan jsonb not null,
  phase text default 'waiting'::text not null,
  stage integer default 0 not null,
  failed_stage integer,
  status text default 'pending'::text not null,
  outcome text,
  unsettled integer default 0 not null,
  created_at timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  finished_at timestamp(3) with time zone,
  lease_holder uuid,
  leased_until timestamp with time zone,
  constraint application_operations_pkey PRIMARY KEY (id),
  constraint application_operations_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id) ON DELETE SET NULL,
  constraint application_operations_deployment_id_fkey FOREIGN KEY (deployment_id) REFERENCES deployments(id) ON DELETE SET NULL,
  constraint application_operations_requested_by_fkey FOREIGN KEY (requested_by) REFERENCES users(id) ON DELETE SET NULL,
  constraint application_operations_kind_check CHECK ((kind = ANY (ARRAY['create'::text, 'start'::text, 'stop'::text, 'revert'::text, 'update'::text]))),
  constraint application_operations_phase_check CHECK ((phase = ANY (ARRAY['waiting'::text, 'forward'::text, 'back'::text, 'after'::text, 'over'::text]))),
  constraint application_operations_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'running'::text, 'succeeded'::text, 'failed'::text])))
);
CREATE INDEX application_operations_by_application ON application_operations USING btree (application_id, ordinal);
CREATE INDEX application_operations_by_deployment ON application_operations USING btree (deployment_id);
CREATE INDEX application_operations_by_end ON application_operations USING btree (finished_at) WHERE ((finished_at IS NOT NULL) AND (unsettled = 0));
CREATE INDEX application_operations_by_requester ON application_operations USING btree (requested_by);
CREATE INDEX application_operations_open ON application_operations USING btree (ordinal) WHERE ((finished_at IS NULL) OR (unsettled > 0));
CREATE UNIQUE INDEX application_operations_unfinished ON application_operations USING btree (application_id) WHERE (finished_at IS NULL);

create table application_permissions (
  application_id bigint not null,
  user_id uuid not null,
  level smallint not null,
  constraint application_permissions_pkey PRIMARY KEY (application_id, user_id),
  constraint application_permissions_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id) ON DELETE CASCADE,
  constraint application_permissions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint application_permissions_level_check CHECK (((level >= 0) AND (level <= 2)))
);
CREATE INDEX application_permissions_by_user ON application_permissions USING btree (user_id);

create table applications (
  id bigint generated always as identity not null,
  key uuid not null,
  name text not null,
  current_deployment_id bigint,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  constraint applications_pkey PRIMARY KEY (id),
  constraint applications_key_key UNIQUE (key),
  constraint applications_name_key UNIQUE (name),
  constraint applications_current_deployment FOREIGN KEY (current_deployment_id) REFERENCES deployments(id)
);
CREATE INDEX applications_by_current_deployment ON applications USING btree (current_deployment_id);

create table applied_configurations (
  device_uuid uuid not null,
  applied_at timestamp(3) with time zone not null,
  factory_id uuid,
  group_id uuid,
  device_id uuid,
  constraint applied_configurations_pkey PRIMARY KEY (device_uuid),
  constraint applied_configurations_device_id_fkey FOREIGN KEY (device_id) REFERENCES configurations(id) ON DELETE SET NULL,
  constraint applied_configurations_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint applied_configurations_factory_id_fkey FOREIGN KEY (factory_id) REFERENCES configurations(id) ON DELETE SET NULL,
  constraint applied_configurations_group_id_fkey FOREIGN KEY (group_id) REFERENCES configurations(id) ON DELETE SET NULL
);
CREATE INDEX applied_configurations_by_device_id ON applied_configurations USING btree (device_id) WHERE (device_id IS NOT NULL);
CREATE INDEX applied_configurations_by_factory_id ON applied_configurations USING btree (factory_id) WHERE (factory_id IS NOT NULL);
CREATE INDEX applied_configurations_by_group_id ON applied_configurations USING btree (group_id) WHERE (group_id IS NOT NULL);

create table audit_checkpoints (
  id bigint generated always as identity not null,
  kind text not null,
  "position" bigint not null,
  hash bytea not null,
  count bigint not null,
  at timestamp with time zone not null,
  key_version integer not null,
  signature bytea not null,
  constraint audit_checkpoints_pkey PRIMARY KEY (id),
  constraint audit_checkpoints_hash_check CHECK ((length(hash) = 32)),
  constraint audit_checkpoints_kind_check CHECK ((kind = ANY (ARRAY['regular'::text, 'cut'::text])))
);
CREATE INDEX audit_checkpoints_of_cuts ON audit_checkpoints USING btree (id) WHERE (kind = 'cut'::text);

create table audit_intents (
  id bigint generated always as identity not null,
  operation uuid not null,
  kind text not null,
  place text not null,
  item text not null,
  before text,
  after text,
  begun_at timestamp(3) with time zone not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  address text,
  request_id text,
  is_overtaken boolean default false not null,
  constraint audit_intents_pkey PRIMARY KEY (id),
  constraint audit_intents_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'token'::text, 'device'::text, 'system'::text]))),
  constraint audit_intents_kind_check CHECK ((kind = ANY (ARRAY['push'::text, 'manifest'::text, 'collection'::text])))
);
CREATE INDEX audit_intents_by_operation ON audit_intents USING btree (operation);
CREATE INDEX audit_intents_by_place ON audit_intents USING btree (kind, place, id);

create table audit_records (
  id bigint generated always as identity not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id text not null,
  actor_name text not null,
  action text not null,
  target_kind text not null,
  target_id text not null,
  address text,
  request_id text,
  before jsonb,
  after jsonb,
  constraint audit_records_pkey PRIMARY KEY (id),
  constraint audit_records_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['user'::text, 'token'::text, 'device'::text, 'system'::text])))
);
CREATE INDEX audit_records_by_action ON audit_records USING btree (action, at, id);
CREATE INDEX audit_records_by_actor ON audit_records USING btree (actor_id, at, id);
CREATE INDEX audit_records_by_actor_name ON audit_records USING btree (actor_name, at, id);
CREATE INDEX audit_records_by_address ON audit_records USING btree (address, at, id) WHERE (address IS NOT NULL);
CREATE INDEX audit_records_by_request ON audit_records USING btree (request_id, at, id) WHERE (request_id IS NOT NULL);
CREATE INDEX audit_records_by_target ON audit_records USING btree (target_kind, target_id, at, id);
CREATE INDEX audit_records_by_time ON audit_records USING btree (at, id);
CREATE TRIGGER queue_audit_record AFTER INSERT ON audit_records FOR EACH ROW EXECUTE FUNCTION queue_audit_record();

create table audit_seals (
  "position" bigint not null,
  record_id bigint not null,
  sealed_at timestamp with time zone not null,
  key_version integer not null,
  hash bytea not null,
  constraint audit_seals_pkey PRIMARY KEY ("position"),
  constraint audit_seals_record_id_key UNIQUE (record_id),
  constraint audit_seals_hash_check CHECK ((length(hash) = 32)),
  constraint audit_seals_position_check CHECK (("position" > 0))
);

create table audit_unsealed (
  record_id bigint not null,
  constraint audit_unsealed_pkey PRIMARY KEY (record_id)
);

create table authorization_codes (
  id uuid not null,
  secret_hash bytea not null,
  key_version integer not null,
  client_id text not null,
  user_id uuid not null,
  redirect_uri text not null,
  code_challenge text not null,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  redeemed_at timestamp with time zone,
  token_ids text[] default '{}'::text[] not null,
  constraint authorization_codes_pkey PRIMARY KEY (id),
  constraint authorization_codes_client_id_fkey FOREIGN KEY (client_id) REFERENCES oauth_clients(token_id) ON DELETE CASCADE,
  constraint authorization_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX authorization_codes_by_expiry ON authorization_codes USING btree (expires_at);

create table beacon_aliases (
  alias text not null,
  address text not null,
  beacon_id uuid,
  set_by uuid,
  updated_at timestamp(3) with time zone not null,
  ordinal bigint generated by default as identity not null,
  constraint beacon_aliases_pkey PRIMARY KEY (alias),
  constraint beacon_aliases_beacon_id_fkey FOREIGN KEY (beacon_id) REFERENCES beacons(id) ON DELETE CASCADE,
  constraint beacon_aliases_set_by_fkey FOREIGN KEY (set_by) REFERENCES users(id) ON DELETE SET NULL
);
CREATE INDEX beacon_aliases_by_beacon ON beacon_aliases USING btree (beacon_id, address, ordinal);
CREATE INDEX beacon_aliases_by_setter ON beacon_aliases USING btree (set_by);

create table beacon_instances (
  beacon_id uuid not null,
  address text not null,
  name text not null,
  can_access_docker boolean not null,
  last_seen_at timestamp(3) with time zone not null,
  constraint beacon_instances_pkey PRIMARY KEY (beacon_id, address),
  constraint beacon_instances_beacon_id_fkey FOREIGN KEY (beacon_id) REFERENCES beacons(id) ON DELETE CASCADE
);

create table beacon_permissions (
  beacon_id uuid not null,
  user_id uuid not null,
  level smallint not null,
  constraint beacon_permissions_pkey PRIMARY KEY (beacon_id, user_id),
  constraint beacon_permissions_beacon_id_fkey FOREIGN KEY (beacon_id) REFERENCES beacons(id) ON DELETE CASCADE,
  constraint beacon_permissions_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint beacon_permissions_level_check CHECK (((level >= 0) AND (level <= 2)))
);
CREATE INDEX beacon_permissions_by_user ON beacon_permissions USING btree (user_id);

create table beacon_tunnels (
  device_uuid uuid not null,
  id uuid not null,
  follower_id uuid not null,
  endpoint text not null,
  connected_at timestamp with time zone not null,
  url text,
  constraint beacon_tunnels_pkey PRIMARY KEY (device_uuid),
  constraint beacon_tunnels_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE
);

create table beacons (
  id uuid not null,
  address text not null,
  sealed_token bytea not null,
  key_version integer not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  refreshed_at timestamp(3) with time zone not null,
  constraint beacons_pkey PRIMARY KEY (id),
  constraint beacons_address_key UNIQUE (address)
);
CREATE INDEX beacons_by_order ON beacons USING btree (created_at, id);

create table blob_removals (
  blob_id uuid not null,
  requested_at timestamp with time zone default clock_timestamp() not null,
  constraint blob_removals_pkey PRIMARY KEY (blob_id)
);

create table build_counters (
  factory text not null,
  last_build_id integer not null,
  removed_builds integer default 0 not null,
  constraint build_counters_pkey PRIMARY KEY (factory)
);

create table build_moves (
  factory text not null,
  repository text not null,
  ref text not null,
  ordinal bigint generated always as identity not null,
  old_commit text not null,
  new_commit text not null,
  build_id integer,
  at timestamp(3) with time zone not null,
  constraint build_moves_pkey PRIMARY KEY (factory, repository, ref, ordinal)
);

create table build_omissions (
  factory text not null,
  repository text not null,
  ref text not null,
  commit_id text not null,
  at timestamp(3) with time zone not null,
  constraint build_omissions_pkey PRIMARY KEY (factory, repository, ref, commit_id)
);

create table build_references (
  factory text not null,
  repository text not null,
  ref text not null,
  commit_id text not null,
  constraint build_references_pkey PRIMARY KEY (factory, repository, ref)
);

create table build_runs (
  id uuid not null,
  ordinal bigint generated always as identity not null,
  factory text not null,
  build_id integer not null,
  name text not null,
  status text not null,
  host_tag text,
  container text,
  script text not null,
  params jsonb not null,
  timeout_seconds integer not null,
  priority integer not null,
  persistent_volumes jsonb not null,
  publishes_apps boolean not null,
  tags text[] not null,
  after_runs text[] not null,
  attempts integer default 0 not null,
  created_at timestamp(3) with time zone not null,
  queued_at timestamp(3) with time zone not null,
  started_at timestamp(3) with time zone,
  completed_at timestamp(3) with time zone,
  runner_id uuid,
  runner_name text,
  lease_id uuid,
  lease_expires_at timestamp with time zone,
  credential_id text,
  credential_hash bytea,
  credential_key_version integer,
  message text,
  result jsonb,
  published_at timestamp(3) with time zone,
  console_start bigint default 0 not null,
  console_bytes bigint default 0 not null,
  is_console_full boolean default false not null,
  constraint build_runs_pkey PRIMARY KEY (id),
  constraint build_runs_credential_id_key UNIQUE (credential_id),
  constraint build_runs_factory_build_id_name_key UNIQUE (factory, build_id, name),
  constraint build_runs_lease_id_key UNIQUE (lease_id),
  constraint build_runs_factory_build_id_fkey FOREIGN KEY (factory, build_id) REFERENCES builds(factory, build_id) ON DELETE CASCADE,
  constraint build_runs_runner_id_fkey FOREIGN KEY (runner_id) REFERENCES runners(id) ON DELETE SET NULL,
  constraint build_runs_check CHECK ((console_bytes >= console_start)),
  constraint build_runs_check1 CHECK (((lease_id IS NULL) = (lease_expires_at IS NULL))),
  constraint build_runs_check2 CHECK (((lease_id IS NULL) = (credential_id IS NULL))),
  constraint build_runs_check3 CHECK (((lease_id IS NULL) OR (status = ANY (ARRAY['RUNNING'::text, 'UPLOADING'::text, 'CANCELLING'::text])))),
  constraint build_runs_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'RUNNING_WITH_FAILURES'::text, 'UPLOADING'::text, 'PASSED'::text, 'FAILED'::text, 'PROMOTED'::text, 'SKIPPED'::text, 'CANCELLING'::text]))),
  constraint build_runs_timeout_seconds_check CHECK ((timeout_seconds > 0))
);
CREATE INDEX build_runs_by_name ON build_runs USING btree (factory, name, build_id);
CREATE INDEX build_runs_by_runner ON build_runs USING btree (runner_id) WHERE (runner_id IS NOT NULL);
CREATE INDEX build_runs_leased ON build_runs USING btree (lease_expires_at) WHERE (lease_id IS NOT NULL);
CREATE INDEX build_runs_queue ON build_runs USING btree (priority DESC, queued_at, ordinal) WHERE (status = 'QUEUED'::text);
CREATE INDEX build_runs_unpublished ON build_runs USING btree (ordinal) WHERE ((status = 'PASSED'::text) AND (result IS NOT NULL) AND (published_at IS NULL));

create table build_secrets (
  factory text not null,
  build_id integer not null,
  name text not null,
  sealed bytea not null,
  key_version integer not null,
  constraint build_secrets_pkey PRIMARY KEY (factory, build_id, name),
  constraint build_secrets_factory_build_id_fkey FOREIGN KEY (factory, build_id) REFERENCES builds(factory, build_id) ON DELETE CASCADE
);

create table build_status_events (
  factory text not null,
  build_id integer not null,
  ordinal bigint generated always as identity not null,
  run_id uuid,
  at timestamp(3) with time zone not null,
  status text not null,
  constraint build_status_events_pkey PRIMARY KEY (factory, build_id, ordinal),
  constraint build_status_events_factory_build_id_fkey FOREIGN KEY (factory, build_id) REFERENCES builds(factory, build_id) ON DELETE CASCADE,
  constraint build_status_events_run_id_fkey FOREIGN KEY (run_id) REFERENCES build_runs(id) ON DELETE CASCADE,
  constraint build_status_events_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'RUNNING_WITH_FAILURES'::text, 'UPLOADING'::text, 'PASSED'::text, 'FAILED'::text, 'PROMOTED'::text, 'SKIPPED'::text, 'CANCELLING'::text])))
);
CREATE INDEX build_status_events_by_run ON build_status_events USING btree (run_id, ordinal) WHERE (run_id IS NOT NULL);

create table build_trigger_secrets (
  trigger_id integer not null,
  name text not null,
  sealed bytea not null,
  key_version integer not null,
  constraint build_trigger_secrets_pkey PRIMARY KEY (trigger_id, name),
  constraint build_trigger_secrets_trigger_id_fkey FOREIGN KEY (trigger_id) REFERENCES build_triggers(id) ON DELETE CASCADE
);

create table build_triggers (
  id integer generated always as identity not null,
  factory text not null,
  type text not null,
  created_by text not null,
  created_at timestamp(3) with time zone not null,
  definition_repo text,
  definition_file text,
  queue_priority integer not null,
  constraint build_triggers_pkey PRIMARY KEY (id)
);
CREATE INDEX build_triggers_by_factory ON build_triggers USING btree (factory, id);

create table builds (
  factory text not null,
  build_id integer not null,
  status text not null,
  trigger_name text,
  trigger_id integer,
  reason text not null,
  annotation text,
  name text,
  definition text not null,
  webhooks jsonb not null,
  repository text,
  ref text,
  old_commit text,
  new_commit text,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  completed_at timestamp(3) with time zone,
  constraint builds_pkey PRIMARY KEY (factory, build_id),
  constraint builds_trigger_id_fkey FOREIGN KEY (trigger_id) REFERENCES build_triggers(id) ON DELETE SET NULL,
  constraint builds_build_id_check CHECK ((build_id > 0)),
  constraint builds_status_check CHECK ((status = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text, 'RUNNING_WITH_FAILURES'::text, 'UPLOADING'::text, 'PASSED'::text, 'FAILED'::text, 'PROMOTED'::text, 'SKIPPED'::text, 'CANCELLING'::text])))
);
CREATE INDEX builds_by_commit ON builds USING btree (factory, repository, ref, new_commit) WHERE (repository IS NOT NULL);
CREATE INDEX builds_by_completion ON builds USING btree (completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX builds_by_trigger ON builds USING btree (trigger_id) WHERE (trigger_id IS NOT NULL);
CREATE INDEX builds_by_trigger_name ON builds USING btree (factory, trigger_name, build_id);
CREATE INDEX builds_promoted ON builds USING btree (factory, build_id) WHERE (status = 'PROMOTED'::text);

create table change_feed (
  sequence bigint not null,
  at timestamp with time zone default clock_timestamp() not null,
  kind text not null,
  device_uuid uuid,
  subject text,
  constraint change_feed_pkey PRIMARY KEY (sequence),
  constraint change_feed_check CHECK (((kind = 'device'::text) = (device_uuid IS NOT NULL))),
  constraint change_feed_check1 CHECK (((kind = ANY (ARRAY['token'::text, 'user'::text])) = (subject IS NOT NULL))),
  constraint change_feed_kind_check CHECK ((kind = ANY (ARRAY['device'::text, 'devices'::text, 'device_cas'::text, 'token'::text, 'user'::text, 'people'::text])))
);
CREATE INDEX change_feed_by_time ON change_feed USING btree (at);

create table change_feed_counter (
  only_row boolean default true not null,
  sequence bigint not null,
  constraint change_feed_counter_pkey PRIMARY KEY (only_row),
  constraint change_feed_counter_only_row_check CHECK (only_row)
) with (fillfactor=20);

create table configuration_clock (
  only_row boolean default true not null,
  lock_handle boolean,
  constraint configuration_clock_pkey PRIMARY KEY (only_row),
  constraint configuration_clock_only_row_check CHECK (only_row)
);

create table configurations (
  id uuid not null,
  factory text,
  group_name text,
  device_uuid uuid,
  revision integer not null,
  is_current boolean default true not null,
  delivered_at bigint not null,
  files jsonb not null,
  reason text not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  constraint configurations_pkey PRIMARY KEY (id),
  constraint configurations_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint configurations_check CHECK ((num_nonnulls(factory, group_name, device_uuid) = 1)),
  constraint configurations_revision_check CHECK ((revision > 0))
);
CREATE INDEX configurations_by_delivery ON configurations USING btree (delivered_at);
CREATE UNIQUE INDEX configurations_by_device_uuid ON configurations USING btree (device_uuid, revision) WHERE (device_uuid IS NOT NULL);
CREATE UNIQUE INDEX configurations_by_factory ON configurations USING btree (factory, revision) WHERE (factory IS NOT NULL);
CREATE UNIQUE INDEX configurations_by_group_name ON configurations USING btree (group_name, revision) WHERE (group_name IS NOT NULL);
CREATE UNIQUE INDEX configurations_current_by_device_uuid ON configurations USING btree (device_uuid) WHERE (is_current AND (device_uuid IS NOT NULL));
CREATE UNIQUE INDEX configurations_current_by_factory ON configurations USING btree (factory) WHERE (is_current AND (factory IS NOT NULL));
CREATE UNIQUE INDEX configurations_current_by_group_name ON configurations USING btree (group_name) WHERE (is_current AND (group_name IS NOT NULL));
CREATE INDEX configurations_with_vpn ON configurations USING btree (device_uuid) WHERE (is_current AND (device_uuid IS NOT NULL) AND (files ? 'wireguard-client'::text));
CREATE TRIGGER keep_configured_group AFTER INSERT ON configurations FOR EACH ROW WHEN ((new.group_name IS NOT NULL)) EXECUTE FUNCTION keep_configured_group();

create table contents (
  sha256 bytea not null,
  blob_id uuid not null,
  bytes bigint not null,
  released_at timestamp with time zone,
  constraint contents_pkey PRIMARY KEY (sha256),
  constraint contents_blob_id_key UNIQUE (blob_id),
  constraint contents_bytes_check CHECK ((bytes >= 0)),
  constraint contents_sha256_check CHECK ((octet_length(sha256) = 32))
);
CREATE INDEX contents_by_release ON contents USING btree (released_at) WHERE (released_at IS NOT NULL);

create table deployments (
  id bigint generated always as identity not null,
  application_id bigint not null,
  kind text not null,
  command jsonb not null,
  health jsonb,
  digest bytea not null,
  creator text not null,
  created_at timestamp(3) with time zone not null,
  status text not null,
  outcome text,
  is_bad boolean default false not null,
  constraint deployments_pkey PRIMARY KEY (id),
  constraint deployments_application_id_fkey FOREIGN KEY (application_id) REFERENCES applications(id) ON DELETE CASCADE,
  constraint deployments_kind_check CHECK ((kind = ANY (ARRAY['container'::text, 'compose'::text]))),
  constraint deployments_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'succeeded'::text, 'failed'::text])))
);
CREATE INDEX deployments_by_application ON deployments USING btree (application_id, id);

create table device_actions (
  device_uuid uuid not null,
  id text not null,
  ordinal bigint generated always as identity not null,
  name text not null,
  is_captured boolean not null,
  configuration_revision integer not null,
  requested_at timestamp(3) with time zone not null,
  requested_by text not null,
  constraint device_actions_pkey PRIMARY KEY (device_uuid, id),
  constraint device_actions_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE
);
CREATE INDEX device_actions_by_order ON device_actions USING btree (device_uuid, ordinal);

create table device_apps_states (
  device_uuid uuid not null,
  sequence bigint generated always as identity not null,
  sha256 bytea not null,
  state json not null,
  constraint device_apps_states_pkey PRIMARY KEY (device_uuid, sequence),
  constraint device_apps_states_device_uuid_sha256_key UNIQUE (device_uuid, sha256),
  constraint device_apps_states_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE
);

create table device_authorizations (
  id uuid not null,
  device_code_hash bytea not null,
  user_code_hash bytea not null,
  key_version integer not null,
  client_id text not null,
  device_uuid uuid,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  created_ip inet,
  expires_at timestamp with time zone not null,
  decided_at timestamp with time zone,
  user_id uuid,
  is_approved boolean,
  granted_scopes text[],
  device_group text,
  redeemed_at timestamp with time zone,
  constraint device_authorizations_pkey PRIMARY KEY (id),
  constraint device_authorizations_user_code_hash_key UNIQUE (user_code_hash),
  constraint device_authorizations_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id),
  constraint device_authorizations_check CHECK ((((decided_at IS NULL) = (is_approved IS NULL)) AND ((decided_at IS NULL) = (user_id IS NULL)))),
  constraint device_authorizations_check1 CHECK (((redeemed_at IS NULL) OR is_approved))
);
CREATE INDEX device_authorizations_by_expiry ON device_authorizations USING btree (expires_at);

create table device_cas (
  id uuid not null,
  certificate bytea not null,
  certificate_sha256 bytea not null,
  subject text not null,
  factory text not null,
  enrolment_policy text default 'open'::text not null,
  not_before timestamp with time zone not null,
  not_after timestamp with time zone not null,
  created_at timestamp with time zone not null,
  retired_at timestamp with time zone,
  retired_by text,
  added_by text,
  constraint device_cas_pkey PRIMARY KEY (id),
  constraint device_cas_certificate_sha256_key UNIQUE (certificate_sha256),
  constraint device_cas_enrolment_policy_check CHECK ((enrolment_policy = ANY (ARRAY['open'::text, 'registered'::text, 'approval'::text])))
);

create table device_check_ins (
  device_uuid uuid not null,
  last_seen_at timestamp(3) with time zone default '1970-01-01 00:00:00+00'::timestamp with time zone not null,
  target_name text default ''::text not null,
  tag text default ''::text not null,
  ostree_hash text default ''::text not null,
  apps text default ''::text not null,
  is_listed boolean default true not null,
  group_name text,
  constraint device_check_ins_pkey PRIMARY KEY (device_uuid),
  constraint device_check_ins_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE
) with (fillfactor=80);
CREATE INDEX device_check_ins_by_last_seen ON device_check_ins USING btree (last_seen_at, device_uuid) WHERE is_listed;
CREATE INDEX device_check_ins_of_group_by_last_seen ON device_check_ins USING btree (group_name, last_seen_at, device_uuid) WHERE (is_listed AND (group_name IS NOT NULL));
CREATE TRIGGER keep_tags_inserted AFTER INSERT ON device_check_ins FOR EACH ROW WHEN ((new.tag <> ''::text)) EXECUTE FUNCTION keep_device_tags();
CREATE TRIGGER keep_tags_updated AFTER UPDATE OF tag ON device_check_ins FOR EACH ROW WHEN ((new.tag <> old.tag)) EXECUTE FUNCTION keep_device_tags();
CREATE TRIGGER note_candidate AFTER UPDATE OF tag ON device_check_ins FOR EACH ROW WHEN (((new.tag <> old.tag) AND (new.tag <> ''::text))) EXECUTE FUNCTION note_rollout_candidate();
CREATE TRIGGER set_group BEFORE INSERT ON device_check_ins FOR EACH ROW EXECUTE FUNCTION set_group_of_check_in();

create table device_counts (
  shard smallint not null,
  listed bigint default 0 not null,
  denied bigint default 0 not null,
  constraint device_counts_pkey PRIMARY KEY (shard)
) with (fillfactor=50);

create table device_descriptions (
  device_uuid uuid not null,
  kind text not null,
  content text not null,
  sha256 bytea not null,
  constraint device_descriptions_pkey PRIMARY KEY (device_uuid, kind),
  constraint device_descriptions_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint device_descriptions_kind_check CHECK ((kind = ANY (ARRAY['hardware'::text, 'network'::text, 'settings'::text, 'ecus'::text])))
);

create table device_events (
  device_uuid uuid not null,
  sequence bigint generated always as identity not null,
  event_id text not null,
  correlation_id text not null,
  device_time text not null,
  type_id text not null,
  type_version integer not null,
  target_name text not null,
  version text not null,
  ecu text,
  success boolean,
  details text,
  update_id uuid,
  "position" bigint,
  constraint device_events_pkey PRIMARY KEY (device_uuid, sequence),
  constraint device_events_device_uuid_event_id_key UNIQUE (device_uuid, event_id),
  constraint device_events_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint device_events_update_id_fkey FOREIGN KEY (update_id) REFERENCES update_logs(update_id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX device_events_by_line ON device_events USING btree (update_id, "position") WHERE (update_id IS NOT NULL);

create table device_group_labels (
  group_name text not null,
  label_key text not null,
  shard smallint not null,
  devices bigint not null,
  constraint device_group_labels_pkey PRIMARY KEY (group_name, label_key, shard)
) with (fillfactor=50);

create table device_groups (
  id integer generated always as identity not null,
  name text not null,
  description text default ''::text not null,
  is_made boolean default false not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  changed_at timestamp(3) with time zone,
  changed_by text,
  constraint device_groups_pkey PRIMARY KEY (id),
  constraint device_groups_name_key UNIQUE (name)
);

create table device_keys (
  device_uuid uuid not null,
  spki_sha256 bytea not null,
  spki bytea not null,
  state text not null,
  created_at timestamp with time zone not null,
  last_presented_at timestamp with time zone,
  constraint device_keys_pkey PRIMARY KEY (device_uuid, spki_sha256),
  constraint device_keys_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint device_keys_state_check CHECK ((state = ANY (ARRAY['live'::text, 'next'::text, 'pending'::text, 'retired'::text])))
);
CREATE INDEX device_keys_by_key ON device_keys USING btree (spki_sha256) WHERE (state = ANY (ARRAY['live'::text, 'next'::text]));
CREATE INDEX device_keys_pending ON device_keys USING btree (device_uuid, spki_sha256) WHERE (state = 'pending'::text);
CREATE TRIGGER refuse_keys_of_gateway BEFORE INSERT ON device_keys FOR EACH ROW WHEN ((new.state <> 'pending'::text)) EXECUTE FUNCTION refuse_keys_of_gateway();

create table device_labels (
  label_key text not null,
  label_value text not null,
  device_uuid uuid not null,
  constraint device_labels_pkey PRIMARY KEY (label_key, label_value, device_uuid)
);

create table device_metadata (
  device_uuid uuid not null,
  root_version integer not null,
  root_sha256 bytea not null,
  targets_version integer not null,
  snapshot_version integer not null,
  timestamp_version integer not null,
  constraint device_metadata_pkey PRIMARY KEY (device_uuid),
  constraint device_metadata_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE
);

create table device_snapshots (
  device_uuid uuid not null,
  update_id uuid not null,
  snapshot_version integer not null,
  replaced_at timestamp(3) with time zone,
  constraint device_snapshots_pkey PRIMARY KEY (device_uuid),
  constraint device_snapshots_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE
);

create table device_tags (
  tag text not null,
  device_uuid uuid not null,
  constraint device_tags_pkey PRIMARY KEY (tag, device_uuid),
  constraint device_tags_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES device_check_ins(device_uuid) ON DELETE CASCADE
);
CREATE INDEX device_tags_by_device ON device_tags USING btree (device_uuid);

create table device_tests (
  device_uuid uuid not null,
  id text not null,
  ordinal bigint generated always as identity not null,
  name text not null,
  target_name text not null,
  status text not null,
  details text,
  results jsonb,
  created_at timestamp(3) with time zone not null,
  completed_at timestamp(3) with time zone,
  constraint device_tests_pkey PRIMARY KEY (device_uuid, id),
  constraint device_tests_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint device_tests_status_check CHECK ((status = ANY (ARRAY['RUNNING'::text, 'PASSED'::text, 'FAILED'::text])))
);
CREATE INDEX device_tests_by_order ON device_tests USING btree (device_uuid, ordinal);
CREATE INDEX device_tests_by_version ON device_tests USING btree ((("substring"(target_name, '-(\d{1,9})$'::text))::integer));

create table devices (
  uuid uuid not null,
  generation bigint default nextval('device_generations'::regclass) not null,
  lock_handle boolean,
  factory text not null,
  device_ca_id uuid,
  is_production boolean default false not null,
  created_at timestamp(3) with time zone not null,
  labels jsonb default '{}'::jsonb not null,
  name text generated always as (labels ->> 'name'::text) stored,
  group_name text generated always as (labels ->> 'group'::text) stored,
  denied_at timestamp with time zone,
  denied_by text,
  denial_reason text,
  former_key_hashes bytea[] default '{}'::bytea[] not null,
  denied_group_name text,
  update_id uuid,
  layers_changed_at bigint,
  rollout_id uuid,
  owner_id uuid,
  registered_by text,
  constraint devices_pkey PRIMARY KEY (uuid),
  constraint devices_device_ca_id_fkey FOREIGN KEY (device_ca_id) REFERENCES device_cas(id),
  constraint devices_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id),
  constraint devices_rollout_id_fkey FOREIGN KEY (rollout_id) REFERENCES rollouts(id),
  constraint devices_update_id_fkey FOREIGN KEY (update_id) REFERENCES updates(id),
  constraint devices_rollout_check CHECK (((rollout_id IS NULL) OR (update_id IS NOT NULL)))
);
CREATE INDEX devices_by_created_at ON devices USING btree (created_at, uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_by_group ON devices USING btree (group_name) WHERE (group_name IS NOT NULL);
CREATE INDEX devices_by_layers_changed ON devices USING btree (layers_changed_at) WHERE (layers_changed_at IS NOT NULL);
CREATE INDEX devices_by_name ON devices USING btree (COALESCE(name, '~'::text), uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_by_name_descending ON devices USING btree (COALESCE(name, ''::text), uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_by_owner ON devices USING btree ((((COALESCE((owner_id)::text, '~'::text) || ' '::text) || COALESCE(name, '~'::text))), uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_by_rollout ON devices USING btree (rollout_id) WHERE (rollout_id IS NOT NULL);
CREATE INDEX devices_by_update ON devices USING btree (update_id) WHERE (update_id IS NOT NULL);
CREATE INDEX devices_by_uuid ON devices USING btree (uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_denied ON devices USING btree (uuid) WHERE (denied_at IS NOT NULL);
CREATE INDEX devices_denied_of_group ON devices USING btree (denied_group_name, uuid) WHERE ((denied_at IS NOT NULL) AND (denied_group_name IS NOT NULL));
CREATE INDEX devices_for_production ON devices USING btree (uuid) WHERE ((denied_at IS NULL) AND is_production);
CREATE UNIQUE INDEX devices_name_unique ON devices USING btree (name) WHERE ((denied_at IS NULL) AND (name IS NOT NULL));
CREATE INDEX devices_of_group_by_created_at ON devices USING btree (group_name, created_at, uuid) WHERE ((denied_at IS NULL) AND (group_name IS NOT NULL));
CREATE INDEX devices_of_group_by_name ON devices USING btree (group_name, COALESCE(name, '~'::text), uuid) WHERE ((denied_at IS NULL) AND (group_name IS NOT NULL));
CREATE INDEX devices_of_group_by_name_descending ON devices USING btree (group_name, COALESCE(name, ''::text), uuid) WHERE ((denied_at IS NULL) AND (group_name IS NOT NULL));
CREATE INDEX devices_of_group_by_owner ON devices USING btree (group_name, (((COALESCE((owner_id)::text, '~'::text) || ' '::text) || COALESCE(name, '~'::text))), uuid) WHERE ((denied_at IS NULL) AND (group_name IS NOT NULL));
CREATE INDEX devices_of_group_by_uuid ON devices USING btree (group_name, uuid) WHERE ((denied_at IS NULL) AND (group_name IS NOT NULL));
CREATE TRIGGER count_deleted AFTER DELETE ON devices REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_devices();
CREATE TRIGGER count_inserted AFTER INSERT ON devices REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_devices();
CREATE TRIGGER count_updated AFTER UPDATE ON devices REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_devices();
CREATE TRIGGER keep_groups_inserted AFTER INSERT ON devices REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_device_groups();
CREATE TRIGGER keep_groups_updated AFTER UPDATE ON devices REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_device_groups();
CREATE TRIGGER keep_labels_deleted AFTER DELETE ON devices REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_device_labels();
CREATE TRIGGER keep_labels_inserted AFTER INSERT ON devices REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_device_labels();
CREATE TRIGGER keep_labels_updated AFTER UPDATE ON devices REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_device_labels();
CREATE TRIGGER note_candidate AFTER UPDATE OF labels ON devices FOR EACH ROW WHEN (((new.group_name IS DISTINCT FROM old.group_name) AND (new.group_name IS NOT NULL))) EXECUTE FUNCTION note_rollout_candidate();
CREATE TRIGGER remember_metadata AFTER UPDATE OF update_id ON devices FOR EACH ROW WHEN (((old.update_id IS NOT NULL) AND (old.update_id IS DISTINCT FROM new.update_id) AND (new.denied_at IS NULL))) EXECUTE FUNCTION remember_device_metadata();

create table dpop_proofs (
  hash bytea not null,
  expires_at timestamp with time zone not null,
  constraint dpop_proofs_pkey PRIMARY KEY (hash)
);
CREATE INDEX dpop_proofs_by_expiry ON dpop_proofs USING btree (expires_at);

create table enrolment_tokens (
  id text not null,
  secret_hash bytea not null,
  key_version integer not null,
  name text not null,
  owner_id uuid not null,
  parent_id text,
  factory text not null,
  group_name text,
  name_prefix text,
  cidrs inet[],
  max_uses integer not null,
  uses integer default 0 not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone not null,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_by text,
  permitted_groups text[] default '{}'::text[],
  device_uuid uuid,
  constraint enrolment_tokens_pkey PRIMARY KEY (id),
  constraint enrolment_tokens_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id),
  constraint enrolment_tokens_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES tokens(id) ON DELETE SET NULL,
  constraint enrolment_tokens_check CHECK ((uses <= max_uses)),
  constraint enrolment_tokens_check1 CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint enrolment_tokens_cidrs_check CHECK ((cidrs <> '{}'::inet[])),
  constraint enrolment_tokens_max_uses_check CHECK ((max_uses > 0))
);
CREATE INDEX enrolment_tokens_by_age ON enrolment_tokens USING btree (created_at, id);
CREATE INDEX enrolment_tokens_by_owner ON enrolment_tokens USING btree (owner_id);
CREATE INDEX enrolment_tokens_by_parent ON enrolment_tokens USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE TRIGGER set_enrolment_rights BEFORE INSERT ON enrolment_tokens FOR EACH ROW EXECUTE FUNCTION set_enrolment_rights();

create table feed_followers (
  id uuid not null,
  service text not null,
  instance text not null,
  process_id integer not null,
  started_at timestamp with time zone not null,
  applied_sequence bigint not null,
  leased_until timestamp with time zone not null,
  connections integer default 0 not null,
  lost_at timestamp with time zone,
  constraint feed_followers_pkey PRIMARY KEY (id)
) with (fillfactor=20);

create table former_passwords (
  id bigint generated always as identity not null,
  user_id uuid not null,
  hash text not null,
  replaced_at timestamp with time zone not null,
  constraint former_passwords_pkey PRIMARY KEY (id),
  constraint former_passwords_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);
CREATE INDEX former_passwords_by_user ON former_passwords USING btree (user_id, id);

create table idempotency_keys (
  owner_id uuid not null,
  operation text not null,
  key_sha256 bytea not null,
  fingerprint bytea not null,
  fingerprint_key_version integer not null,
  attempt uuid not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  leased_until timestamp with time zone not null,
  is_committed boolean default false not null,
  status smallint,
  headers jsonb,
  body text,
  constraint idempotency_keys_pkey PRIMARY KEY (owner_id, operation, key_sha256),
  constraint idempotency_keys_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id),
  constraint idempotency_keys_body_check CHECK ((octet_length(body) <= 65536)),
  constraint idempotency_keys_check CHECK (((status IS NULL) = (headers IS NULL))),
  constraint idempotency_keys_check1 CHECK (((status IS NOT NULL) OR (body IS NULL))),
  constraint idempotency_keys_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
  constraint idempotency_keys_key_sha256_check CHECK ((octet_length(key_sha256) = 32)),
  constraint idempotency_keys_status_check CHECK (((status >= 200) AND (status <= 499)))
);
CREATE INDEX idempotency_keys_by_age ON idempotency_keys USING btree (created_at);

create table identities (
  provider text not null,
  subject text not null,
  issuer text not null,
  user_id uuid not null,
  login text not null,
  linked_at timestamp with time zone not null,
  last_login_at timestamp with time zone,
  constraint identities_pkey PRIMARY KEY (provider, subject),
  constraint identities_user_id_provider_key UNIQUE (user_id, provider),
  constraint identities_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);

create table key_tombstones (
  spki_sha256 bytea not null,
  device_uuid uuid not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  constraint key_tombstones_pkey PRIMARY KEY (spki_sha256)
);

create table known_labels (
  label text not null,
  constraint known_labels_pkey PRIMARY KEY (label)
);

create table oauth_clients (
  token_id text not null,
  is_public boolean not null,
  redirect_uris text[] not null,
  certificate_thumbprint text,
  requires_binding boolean not null,
  constraint oauth_clients_pkey PRIMARY KEY (token_id),
  constraint oauth_clients_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens(id) ON DELETE CASCADE,
  constraint oauth_clients_check CHECK ((NOT (is_public AND (certificate_thumbprint IS NOT NULL))))
);

create table pending_enrolments (
  device_uuid uuid not null,
  spki_sha256 bytea not null,
  spki bytea not null,
  device_ca_id uuid not null,
  factory text not null,
  is_production boolean not null,
  remote_address text not null,
  first_presented_at timestamp with time zone not null,
  last_presented_at timestamp with time zone not null,
  constraint pending_enrolments_pkey PRIMARY KEY (device_uuid, spki_sha256),
  constraint pending_enrolments_device_ca_id_fkey FOREIGN KEY (device_ca_id) REFERENCES device_cas(id)
);

create table recent_files (
  user_id uuid not null,
  file_id text not null,
  path text not null,
  revision text not null,
  device_uuid uuid,
  opened_at timestamp with time zone not null,
  constraint recent_files_pkey PRIMARY KEY (user_id, file_id, path),
  constraint recent_files_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX recent_files_by_age ON recent_files USING btree (user_id, opened_at);
CREATE INDEX recent_files_by_device ON recent_files USING btree (device_uuid) WHERE (device_uuid IS NOT NULL);

create table recovery_codes (
  user_id uuid not null,
  hash bytea not null,
  key_version integer not null,
  used_at timestamp with time zone,
  constraint recovery_codes_pkey PRIMARY KEY (user_id, hash),
  constraint recovery_codes_user_id_fkey FOREIGN KEY (user_id) REFERENCES second_factors(user_id) ON DELETE CASCADE
);

create table rekey_permits (
  id uuid not null,
  device_uuid uuid not null,
  spki_sha256 bytea,
  reason text,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  used_spki_sha256 bytea,
  revoked_at timestamp with time zone,
  revoked_by text,
  constraint rekey_permits_pkey PRIMARY KEY (id),
  constraint rekey_permits_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint rekey_permits_check CHECK (((used_at IS NULL) = (used_spki_sha256 IS NULL))),
  constraint rekey_permits_check1 CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint rekey_permits_check2 CHECK (((used_at IS NULL) OR (revoked_at IS NULL)))
);
CREATE INDEX rekey_permits_by_device ON rekey_permits USING btree (device_uuid, created_at, id);

create table replaced_metadata (
  update_id uuid not null,
  snapshot_version integer not null,
  role text not null,
  bytes bytea not null,
  replaced_at timestamp(3) with time zone default clock_timestamp() not null,
  constraint replaced_metadata_pkey PRIMARY KEY (update_id, snapshot_version, role),
  constraint replaced_metadata_update_id_fkey FOREIGN KEY (update_id) REFERENCES update_signings(update_id) ON DELETE CASCADE,
  constraint replaced_metadata_role_check CHECK ((role = ANY (ARRAY['targets'::text, 'snapshot'::text])))
);
CREATE INDEX replaced_metadata_by_age ON replaced_metadata USING btree (replaced_at);

create table repositories (
  id uuid not null,
  factory text not null,
  name text not null,
  default_branch text not null,
  keeps_history boolean not null,
  bytes bigint,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  pushed_at timestamp(3) with time zone,
  tidied_at timestamp(3) with time zone,
  tidying_until timestamp(3) with time zone,
  constraint repositories_pkey PRIMARY KEY (id),
  constraint repositories_factory_name_key UNIQUE (factory, name)
);

create table roles (
  id uuid not null,
  name text not null,
  description text default ''::text not null,
  scopes text[] not null,
  device_groups text[],
  created_at timestamp with time zone not null,
  created_by text not null,
  changed_at timestamp with time zone not null,
  version integer default 1 not null,
  constraint roles_pkey PRIMARY KEY (id),
  constraint roles_name_key UNIQUE (name),
  constraint roles_device_groups_check CHECK ((device_groups <> '{}'::text[]))
);
CREATE TRIGGER keep_enrolment_rights_of_role AFTER UPDATE ON roles FOR EACH ROW WHEN (((old.scopes IS DISTINCT FROM new.scopes) OR (old.device_groups IS DISTINCT FROM new.device_groups))) EXECUTE FUNCTION keep_enrolment_rights_of_role();

create table rollout_candidates (
  id bigint generated always as identity not null,
  candidate uuid not null,
  constraint rollout_candidates_pkey PRIMARY KEY (id)
);

create table rollout_devices (
  rollout_id uuid not null,
  device_uuid uuid not null,
  assigned_at timestamp(3) with time zone not null,
  unassigned_at timestamp(3) with time zone,
  unassigned_by text,
  constraint rollout_devices_pkey PRIMARY KEY (rollout_id, device_uuid),
  constraint rollout_devices_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE,
  constraint rollout_devices_rollout_id_fkey FOREIGN KEY (rollout_id) REFERENCES rollouts(id) ON DELETE CASCADE
);
CREATE INDEX rollout_devices_by_device ON rollout_devices USING btree (device_uuid);

create table rollout_turn (
  only_row boolean default true not null,
  lock_handle boolean,
  constraint rollout_turn_pkey PRIMARY KEY (only_row),
  constraint rollout_turn_only_row_check CHECK (only_row)
);

create table rollout_uuids (
  rollout_id uuid not null,
  device_uuid uuid not null,
  constraint rollout_uuids_pkey PRIMARY KEY (rollout_id, device_uuid),
  constraint rollout_uuids_rollout_id_fkey FOREIGN KEY (rollout_id) REFERENCES rollouts(id) ON DELETE CASCADE
);
CREATE INDEX rollout_uuids_by_device ON rollout_uuids USING btree (device_uuid);

create table rollouts (
  id uuid not null,
  number bigint generated always as identity not null,
  update_id uuid not null,
  name text not null,
  group_names text[] not null,
  author_groups text[],
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  committed_at timestamp(3) with time zone,
  closed_at timestamp(3) with time zone,
  closed_by text,
  takes_all boolean default false not null,
  constraint rollouts_pkey PRIMARY KEY (id),
  constraint rollouts_number_key UNIQUE (number),
  constraint rollouts_update_id_name_key UNIQUE (update_id, name),
  constraint rollouts_update_id_fkey FOREIGN KEY (update_id) REFERENCES updates(id) ON DELETE CASCADE
);
CREATE INDEX rollouts_pending ON rollouts USING btree (number) WHERE (committed_at IS NULL);

create table run_artifacts (
  run_id uuid not null,
  path text not null,
  blob_id uuid not null,
  bytes bigint not null,
  created_at timestamp(3) with time zone not null,
  constraint run_artifacts_pkey PRIMARY KEY (run_id, path),
  constraint run_artifacts_blob_id_key UNIQUE (blob_id),
  constraint run_artifacts_run_id_fkey FOREIGN KEY (run_id) REFERENCES build_runs(id) ON DELETE CASCADE,
  constraint run_artifacts_bytes_check CHECK ((bytes >= 0))
);
CREATE TRIGGER note_removed_artifacts AFTER DELETE ON run_artifacts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION note_removed_artifacts();

create table run_consoles (
  run_id uuid not null,
  offset_bytes bigint not null,
  content bytea not null,
  constraint run_consoles_pkey PRIMARY KEY (run_id, offset_bytes),
  constraint run_consoles_run_id_fkey FOREIGN KEY (run_id) REFERENCES build_runs(id) ON DELETE CASCADE,
  constraint run_consoles_offset_bytes_check CHECK ((offset_bytes >= 0))
);

create table runners (
  id uuid not null,
  factory text not null,
  name text not null,
  host_tags text[] not null,
  token_id text not null,
  secret_hash bytea not null,
  key_version integer not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  last_seen_at timestamp(3) with time zone,
  last_address text,
  isolation text,
  has_engine boolean,
  constraint runners_pkey PRIMARY KEY (id),
  constraint runners_factory_name_key UNIQUE (factory, name),
  constraint runners_token_id_key UNIQUE (token_id),
  constraint runners_isolation_check CHECK ((isolation = ANY (ARRAY['container'::text, 'namespaces'::text])))
);
CREATE INDEX runners_by_age ON runners USING btree (factory, created_at, id);

create table second_factors (
  user_id uuid not null,
  sealed_secret bytea not null,
  key_version integer not null,
  created_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  last_step bigint default 0 not null,
  failures integer default 0 not null,
  failures_since timestamp with time zone,
  constraint second_factors_pkey PRIMARY KEY (user_id),
  constraint second_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE
);

create table sessions (
  token_id text not null,
  user_agent text,
  constraint sessions_pkey PRIMARY KEY (token_id),
  constraint sessions_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens(id) ON DELETE CASCADE
);

create table target_manifests (
  target_id uuid not null,
  repository text not null,
  sha256 bytea not null,
  constraint target_manifests_pkey PRIMARY KEY (target_id, repository, sha256),
  constraint target_manifests_target_id_fkey FOREIGN KEY (target_id) REFERENCES targets(id) ON DELETE CASCADE,
  constraint target_manifests_sha256_check CHECK ((octet_length(sha256) = 32))
);
CREATE INDEX target_manifests_by_digest ON target_manifests USING btree (sha256, repository);

create table target_metadata (
  factory text not null,
  tag text not null,
  role text not null,
  version integer not null,
  bytes bytea not null,
  expires_at timestamp(3) with time zone not null,
  constraint target_metadata_pkey PRIMARY KEY (factory, tag, role),
  constraint target_metadata_role_check CHECK ((role = ANY (ARRAY['targets'::text, 'snapshot'::text, 'timestamp'::text]))),
  constraint target_metadata_version_check CHECK ((version > 0))
);
CREATE INDEX target_metadata_by_expiry ON target_metadata USING btree (expires_at);

create table target_publications (
  factory text not null,
  name text not null,
  tag text not null,
  state text not null,
  generation integer default 1 not null,
  requested_at timestamp(3) with time zone not null,
  attempts integer default 0 not null,
  attempt_at timestamp(3) with time zone not null,
  reason text,
  published_at timestamp(3) with time zone,
  update_id uuid,
  constraint target_publications_pkey PRIMARY KEY (factory, name, tag),
  constraint target_publications_update_id_fkey FOREIGN KEY (update_id) REFERENCES updates(id) ON DELETE SET NULL,
  constraint target_publications_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'published'::text, 'failed'::text, 'withdrawing'::text])))
);
CREATE INDEX target_publications_by_update ON target_publications USING btree (update_id) WHERE (update_id IS NOT NULL);
CREATE INDEX target_publications_due ON target_publications USING btree (attempt_at) WHERE (state <> 'published'::text);

create table targets (
  id uuid not null,
  factory text not null,
  name text not null,
  version integer not null,
  bytes bigint not null,
  sha256 bytea not null,
  custom json not null,
  tags text[] not null,
  created_at timestamp(3) with time zone not null,
  created_by text not null,
  changed_at timestamp(3) with time zone not null,
  changed_by text not null,
  constraint targets_pkey PRIMARY KEY (id),
  constraint targets_factory_name_key UNIQUE (factory, name),
  constraint targets_bytes_check CHECK ((bytes >= 0)),
  constraint targets_sha256_check CHECK ((octet_length(sha256) = 32)),
  constraint targets_version_check CHECK ((version >= 0))
);
CREATE INDEX targets_by_version ON targets USING btree (factory, version);

create table test_artifacts (
  device_uuid uuid not null,
  test_id text not null,
  name text not null,
  ordinal bigint generated always as identity not null,
  blob_id uuid not null,
  bytes bigint not null,
  constraint test_artifacts_pkey PRIMARY KEY (device_uuid, test_id, name),
  constraint test_artifacts_blob_id_key UNIQUE (blob_id),
  constraint test_artifacts_device_uuid_test_id_fkey FOREIGN KEY (device_uuid, test_id) REFERENCES device_tests(device_uuid, id) ON DELETE CASCADE,
  constraint test_artifacts_bytes_check CHECK ((bytes >= 0))
);
CREATE TRIGGER note_removed_artifacts AFTER DELETE ON test_artifacts REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION note_removed_artifacts();

create table token_secrets (
  token_id text not null,
  version integer not null,
  hash bytea not null,
  key_version integer not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  retired_at timestamp with time zone,
  reused_at timestamp with time zone,
  salt bytea,
  derivation_key_version integer,
  form text,
  constraint token_secrets_pkey PRIMARY KEY (token_id, version),
  constraint token_secrets_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens(id) ON DELETE CASCADE,
  constraint token_secrets_derivation_check CHECK ((num_nulls(salt, derivation_key_version, form) = ANY (ARRAY[0, 3]))),
  constraint token_secrets_form_check CHECK ((form = ANY (ARRAY['token'::text, 'hex64'::text, 'hex256'::text]))),
  constraint token_secrets_salt_check CHECK ((octet_length(salt) >= 16))
);
CREATE UNIQUE INDEX token_secrets_derived_by_hash ON token_secrets USING btree (hash) WHERE (salt IS NOT NULL);

create table tokens (
  id text not null,
  kind text not null,
  owner_id uuid not null,
  dialect text not null,
  name text not null,
  note text,
  scopes text[] not null,
  resources jsonb,
  cidrs inet[],
  rate_limit jsonb,
  max_uses integer,
  uses integer default 0 not null,
  cnf jsonb,
  parent_id text,
  family_id text not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  created_ip inet,
  not_before timestamp with time zone,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  last_used_ip inet,
  last_used_ua text,
  disabled_at timestamp with time zone,
  revoked_at timestamp with time zone,
  revoked_by text,
  revoke_reason text,
  device_groups text[],
  disabled_by text,
  disable_reason text,
  enabled_at timestamp with time zone,
  expiry_warned_days integer,
  dialect_terms jsonb,
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id),
  constraint tokens_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES tokens(id),
  constraint tokens_device_groups_check CHECK ((device_groups <> '{}'::text[])),
  constraint tokens_disable_reason_check CHECK ((disable_reason = ANY (ARRAY['owner'::text, 'administrator'::text, 'parent'::text, 'unused'::text]))),
  constraint tokens_kind_check CHECK ((kind = ANY (ARRAY['pat'::text, 'ses'::text, 'dev'::text, 'svc'::text, 'oac'::text, 'ort'::text, 'app'::text]))),
  constraint tokens_max_uses_check CHECK ((max_uses > 0)),
  constraint tokens_rate_limit_check CHECK (((((rate_limit ->> 'perSecond'::text))::double precision > (0)::double precision) AND (((rate_limit ->> 'burst'::text))::double precision >= (1)::double precision)))
);
CREATE INDEX tokens_by_age ON tokens USING btree (created_at, id) WHERE (kind <> 'ses'::text);
CREATE INDEX tokens_by_expiry ON tokens USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX tokens_by_family ON tokens USING btree (family_id);
CREATE INDEX tokens_by_owner ON tokens USING btree (owner_id, created_at, id);
CREATE INDEX tokens_by_parent ON tokens USING btree (parent_id) WHERE (parent_id IS NOT NULL);
CREATE TRIGGER keep_enrolment_rights_of_token AFTER UPDATE ON tokens FOR EACH ROW WHEN ((((old.scopes IS DISTINCT FROM new.scopes) OR (old.device_groups IS DISTINCT FROM new.device_groups)) OR (old.disabled_at IS DISTINCT FROM new.disabled_at))) EXECUTE FUNCTION keep_enrolment_rights_of_token();
CREATE TRIGGER revoke_enrolment_tokens_of_token AFTER UPDATE ON tokens FOR EACH ROW WHEN (((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))) EXECUTE FUNCTION revoke_enrolment_tokens_of_token();

create table tuf_keys (
  factory text not null,
  role text not null,
  key_id text not null,
  sealed_key bytea not null,
  key_version integer not null,
  created_at timestamp(3) with time zone not null,
  constraint tuf_keys_pkey PRIMARY KEY (factory, role),
  constraint tuf_keys_role_check CHECK ((role = ANY (ARRAY['root'::text, 'targets'::text, 'snapshot'::text, 'timestamp'::text])))
);

create table tuf_roots (
  factory text not null,
  version integer not null,
  bytes bytea not null,
  sha256 bytea generated always as sha256(bytes) stored not null,
  expires_at timestamp(3) with time zone not null,
  created_at timestamp(3) with time zone not null,
  constraint tuf_roots_pkey PRIMARY KEY (factory, version),
  constraint tuf_roots_version_check CHECK ((version > 0))
);

create table tuf_versions (
  factory text not null,
  version integer not null,
  constraint tuf_versions_pkey PRIMARY KEY (factory),
  constraint tuf_versions_version_check CHECK ((version >= 0))
);

create table update_files (
  update_id uuid not null,
  path text not null,
  content bytea not null,
  constraint update_files_pkey PRIMARY KEY (update_id, path),
  constraint update_files_content_fkey FOREIGN KEY (content) REFERENCES contents(sha256),
  constraint update_files_update_id_fkey FOREIGN KEY (update_id) REFERENCES updates(id) ON DELETE CASCADE
);
CREATE INDEX update_files_by_content ON update_files USING btree (content);

create table update_logs (
  update_id uuid not null,
  last_position bigint default 0 not null,
  watched_until timestamp with time zone,
  constraint update_logs_pkey PRIMARY KEY (update_id),
  constraint update_logs_update_id_fkey FOREIGN KEY (update_id) REFERENCES updates(id) ON DELETE CASCADE
) with (fillfactor=50);

create table update_metadata (
  update_id uuid not null,
  role text not null,
  version integer not null,
  bytes bytea not null,
  expires_at timestamp(3) with time zone not null,
  constraint update_metadata_pkey PRIMARY KEY (update_id, role),
  constraint update_metadata_update_id_fkey FOREIGN KEY (update_id) REFERENCES update_signings(update_id) ON DELETE CASCADE,
  constraint update_metadata_role_check CHECK ((role = ANY (ARRAY['targets'::text, 'snapshot'::text, 'timestamp'::text]))),
  constraint update_metadata_version_check CHECK ((version > 0))
);

create table update_roots (
  update_id uuid not null,
  version integer not null,
  bytes bytea not null,
  sha256 bytea generated always as sha256(bytes) stored not null,
  expires_at timestamp(3) with time zone not null,
  constraint update_roots_pkey PRIMARY KEY (update_id, version),
  constraint update_roots_update_id_fkey FOREIGN KEY (update_id) REFERENCES update_signings(update_id) ON DELETE CASCADE,
  constraint update_roots_version_check CHECK ((version > 0))
);

create table update_signings (
  update_id uuid not null,
  origin text not null,
  signed_at timestamp(3) with time zone not null,
  expires_at timestamp(3) with time zone not null,
  constraint update_signings_pkey PRIMARY KEY (update_id),
  constraint update_signings_update_id_fkey FOREIGN KEY (update_id) REFERENCES updates(id) ON DELETE CASCADE,
  constraint update_signings_origin_check CHECK ((origin = ANY (ARRAY['signed'::text, 'uploaded'::text])))
);
CREATE INDEX update_signings_by_expiry ON update_signings USING btree (expires_at, update_id);

create table update_tags (
  factory text not null,
  tag text not null,
  last_version bigint not null,
  constraint update_tags_pkey PRIMARY KEY (factory, tag)
);

create table updates (
  id uuid not null,
  factory text not null,
  tag text not null,
  name text not null,
  uploaded_at timestamp(3) with time zone not null,
  uploaded_by text not null,
  constraint updates_pkey PRIMARY KEY (id),
  constraint updates_factory_tag_name_key UNIQUE (factory, tag, name)
);
CREATE INDEX updates_by_age ON updates USING btree (factory, tag, uploaded_at, name);
CREATE TRIGGER open_log AFTER INSERT ON updates FOR EACH ROW EXECUTE FUNCTION open_update_log();

create table user_levels (
  user_id uuid not null,
  level integer not null,
  constraint user_levels_pkey PRIMARY KEY (user_id),
  constraint user_levels_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id) ON DELETE CASCADE,
  constraint user_levels_level_check CHECK ((level >= 0))
);

create table user_roles (
  user_id uuid not null,
  role_id uuid not null,
  granted_at timestamp with time zone not null,
  granted_by text not null,
  source text,
  constraint user_roles_user_id_role_id_source_key UNIQUE NULLS NOT DISTINCT (user_id, role_id, source),
  constraint user_roles_role_id_fkey FOREIGN KEY (role_id) REFERENCES roles(id),
  constraint user_roles_user_id_fkey FOREIGN KEY (user_id) REFERENCES users(id)
);
CREATE INDEX user_roles_by_role ON user_roles USING btree (role_id);
CREATE TRIGGER keep_enrolment_rights_of_roles AFTER INSERT OR DELETE OR UPDATE ON user_roles FOR EACH ROW EXECUTE FUNCTION keep_enrolment_rights_of_roles();

create table users (
  id uuid not null,
  username text not null,
  password_hash text,
  password_changed_at timestamp with time zone,
  scopes text[] not null,
  created_at timestamp with time zone not null,
  created_by text not null,
  deactivated_at timestamp with time zone,
  deactivated_by text,
  kind text default 'person'::text not null,
  owner_id uuid,
  password_is_temporary boolean default false not null,
  constraint users_pkey PRIMARY KEY (id),
  constraint users_username_key UNIQUE (username),
  constraint users_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id),
  constraint users_kind_check CHECK ((kind = ANY (ARRAY['person'::text, 'service'::text]))),
  constraint users_owner_check CHECK (((owner_id IS NULL) OR (kind = 'service'::text)))
);
CREATE INDEX users_by_owner ON users USING btree (owner_id) WHERE (owner_id IS NOT NULL);
CREATE TRIGGER keep_enrolment_rights_of_user AFTER UPDATE ON users FOR EACH ROW WHEN ((((old.scopes IS DISTINCT FROM new.scopes) OR (old.deactivated_at IS DISTINCT FROM new.deactivated_at)) OR (old.owner_id IS DISTINCT FROM new.owner_id))) EXECUTE FUNCTION keep_enrolment_rights_of_user();

create table webhook_deliveries (
  id uuid not null,
  factory text not null,
  build_id integer not null,
  url text not null,
  secret_name text not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp(3) with time zone,
  delivered_at timestamp(3) with time zone,
  failure text,
  created_at timestamp(3) with time zone not null,
  constraint webhook_deliveries_pkey PRIMARY KEY (id),
  constraint webhook_deliveries_factory_build_id_fkey FOREIGN KEY (factory, build_id) REFERENCES builds(factory, build_id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_by_build ON webhook_deliveries USING btree (factory, build_id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries USING btree (next_attempt_at) WHERE (next_attempt_at IS NOT NULL);
CREATE INDEX webhook_deliveries_over ON webhook_deliveries USING btree (created_at) WHERE (next_attempt_at IS NULL);

grant delete, insert, select, update on table application_instances to moorgate_admin;
grant delete, insert, select, update on table application_operation_hosts to moorgate_admin;
grant delete, insert, select, update on table application_operation_lines to moorgate_admin;
grant delete, insert, select, update on table application_operations to moorgate_admin;
grant delete, insert, select, update on table application_permissions to moorgate_admin;
grant delete, insert, select, update on table applications to moorgate_admin;
grant delete, insert, select, update on table applied_configurations to moorgate_admin;
grant insert, select, update on table applied_configurations to moorgate_gateway;
grant insert, select on table audit_checkpoints to moorgate_admin;
grant delete, insert, select, update on table audit_intents to moorgate_admin;
grant insert, select on table audit_records to moorgate_admin;
grant insert, select on table audit_seals to moorgate_admin;
grant delete, select on table audit_unsealed to moorgate_admin;
grant delete, insert, select, update (redeemed_at, token_ids) on table authorization_codes to moorgate_admin;
grant delete, insert, select, update on table beacon_aliases to moorgate_admin;
grant delete, insert, select, update on table beacon_instances to moorgate_admin;
grant delete, insert, select, update on table beacon_permissions to moorgate_admin;
grant select on table beacon_tunnels to moorgate_admin;
grant delete, insert, select, update on table beacon_tunnels to moorgate_gateway;
grant delete, insert, select, update on table beacons to moorgate_admin;
grant delete, insert, select, update on table blob_removals to moorgate_admin;
grant delete, insert, select, update on table build_counters to moorgate_admin;
grant delete, insert, select, update on table build_moves to moorgate_admin;
grant delete, insert, select, update on table build_omissions to moorgate_admin;
grant delete, insert, select, update on table build_references to moorgate_admin;
grant delete, insert, select, update on table build_runs to moorgate_admin;
grant delete, insert, select, update on table build_secrets to moorgate_admin;
grant delete, insert, select, update on table build_status_events to moorgate_admin;
grant delete, insert, select, update on table build_trigger_secrets to moorgate_admin;
grant delete, insert, select, update on table build_triggers to moorgate_admin;
grant delete, insert, select, update on table builds to moorgate_admin;
grant delete, select on table change_feed to moorgate_admin;
grant select on table change_feed to moorgate_gateway;
grant select on table change_feed_counter to moorgate_admin;
grant select on table change_feed_counter to moorgate_gateway;
grant select, update (lock_handle) on table configuration_clock to moorgate_admin;
grant select, update (lock_handle) on table configuration_clock to moorgate_gateway;
grant delete, insert, select, update on table configurations to moorgate_admin;
grant delete, insert, select, update (is_current) on table configurations to moorgate_gateway;
grant delete, insert, select, update on table contents to moorgate_admin;
grant select on table contents to moorgate_gateway;
grant delete, insert, select, update on table deployments to moorgate_admin;
grant delete, insert, select on table device_actions to moorgate_admin;
grant delete, select on table device_apps_states to moorgate_admin;
grant delete, insert, select (device_uuid, sequence, sha256) on table device_apps_states to moorgate_gateway;
grant delete, insert, select, update (decided_at, user_id, is_approved, granted_scopes, device_group, redeemed_at) on table device_authorizations to moorgate_admin;
grant delete, insert, select, update on table device_cas to moorgate_admin;
grant select on table device_cas to moorgate_gateway;
grant delete, insert, select, update on table device_check_ins to moorgate_admin;
grant select, update (last_seen_at, target_name, tag, ostree_hash, apps) on table device_check_ins to moorgate_gateway;
grant select on table device_counts to moorgate_admin;
grant delete, select on table device_descriptions to moorgate_admin;
grant insert, select (device_uuid, kind, sha256), update (content, sha256) on table device_descriptions to moorgate_gateway;
grant delete, select on table device_events to moorgate_admin;
grant delete, insert, select (device_uuid, sequence, event_id, correlation_id) on table device_events to moorgate_gateway;
grant select on table device_group_labels to moorgate_admin;
grant delete, insert, select, update on table device_groups to moorgate_admin;
grant delete, insert, select, update on table device_keys to moorgate_admin;
grant insert, select, update (last_presented_at) on table device_keys to moorgate_gateway;
grant select on table device_labels to moorgate_admin;
grant delete, insert, select, update on table device_metadata to moorgate_admin;
grant delete, select, update (replaced_at) on table device_snapshots to moorgate_admin;
grant insert, select, update on table device_snapshots to moorgate_gateway;
grant select on table device_tags to moorgate_admin;
grant delete, select on table device_tests to moorgate_admin;
grant delete, insert, select, update on table device_tests to moorgate_gateway;
grant delete, insert, select, update on table devices to moorgate_admin;
grant insert (owner_id, registered_by), select (uuid, generation, lock_handle, factory, device_ca_id, is_production, created_at, labels, name, group_name, denied_at, denied_by, denial_reason, update_id, layers_changed_at), update (lock_handle) on table devices to moorgate_gateway;
grant delete, insert, select on table dpop_proofs to moorgate_admin;
grant delete, insert, select, update (uses, last_used_at, revoked_at, revoked_by) on table enrolment_tokens to moorgate_admin;
grant select (id, secret_hash, key_version, factory, group_name, name_prefix, cidrs, max_uses, uses, expires_at, revoked_at, permitted_groups, device_uuid) on table enrolment_tokens to moorgate_gateway;
grant delete, insert, select, update on table feed_followers to moorgate_admin;
grant delete, insert, select, update on table feed_followers to moorgate_gateway;
grant delete, insert, select, update on table former_passwords to moorgate_admin;
grant delete, insert, select, update on table idempotency_keys to moorgate_admin;
grant delete, insert, select, update (login, last_login_at) on table identities to moorgate_admin;
grant delete, insert, select, update on table key_tombstones to moorgate_admin;
grant select on table key_tombstones to moorgate_gateway;
grant delete, insert, select, update on table known_labels to moorgate_admin;
grant insert, select, update on table oauth_clients to moorgate_admin;
grant delete, insert, select, update on table pending_enrolments to moorgate_admin;
grant insert, select, update (remote_address, last_presented_at) on table pending_enrolments to moorgate_gateway;
grant delete, insert, select, update on table recent_files to moorgate_admin;
grant delete, insert, select, update on table recovery_codes to moorgate_admin;
grant insert, select, update (revoked_at, revoked_by) on table rekey_permits to moorgate_admin;
grant select (device_uuid, spki_sha256, expires_at, used_at, revoked_at) on table rekey_permits to moorgate_gateway;
grant delete, insert, select on table replaced_metadata to moorgate_admin;
grant select on table replaced_metadata to moorgate_gateway;
grant delete, insert, select, update on table repositories to moorgate_admin;
grant delete, insert, select, update on table roles to moorgate_admin;
grant delete, select on table rollout_candidates to moorgate_admin;
grant delete, insert, select, update on table rollout_devices to moorgate_admin;
grant select, update (lock_handle) on table rollout_turn to moorgate_admin;
grant delete, insert, select, update on table rollout_uuids to moorgate_admin;
grant delete, insert, select, update on table rollouts to moorgate_admin;
grant delete, insert, select, update on table run_artifacts to moorgate_admin;
grant delete, insert, select, update on table run_consoles to moorgate_admin;
grant delete, insert, select, update on table runners to moorgate_admin;
grant delete, insert, select, update on table second_factors to moorgate_admin;
grant delete, insert, select, update on table sessions to moorgate_admin;
grant delete, insert, select, update on table target_manifests to moorgate_admin;
grant delete, insert, select, update on table target_metadata to moorgate_admin;
grant delete, insert, select, update on table target_publications to moorgate_admin;
grant delete, insert, select, update on table targets to moorgate_admin;
grant delete, select on table test_artifacts to moorgate_admin;
grant delete, insert, select on table test_artifacts to moorgate_gateway;
grant delete, insert, select, update on table token_secrets to moorgate_admin;
grant delete, insert, select, update on table tokens to moorgate_admin;
grant delete, insert, select, update on table tuf_keys to moorgate_admin;
grant insert, select on table tuf_roots to moorgate_admin;
grant select on table tuf_roots to moorgate_gateway;
grant delete, insert, select, update on table tuf_versions to moorgate_admin;
grant delete, insert, select, update on table update_files to moorgate_admin;
grant select on table update_files to moorgate_gateway;
grant insert, select, update (watched_until) on table update_logs to moorgate_admin;
grant select, update (last_position) on table update_logs to moorgate_gateway;
grant delete, insert, select, update on table update_metadata to moorgate_admin;
grant select on table update_metadata to moorgate_gateway;
grant delete, insert, select, update on table update_roots to moorgate_admin;
grant select on table update_roots to moorgate_gateway;
grant delete, insert, select, update on table update_signings to moorgate_admin;
grant select on table update_signings to moorgate_gateway;
grant delete, insert, select, update on table update_tags to moorgate_admin;
grant delete, insert, select, update on table updates to moorgate_admin;
grant select on table updates to moorgate_gateway;
grant delete, insert, select, update on table user_levels to moorgate_admin;
grant delete, insert, select, update on table user_roles to moorgate_admin;
grant delete, insert, select, update on table users to moorgate_admin;
grant delete, insert, select, update on table webhook_deliveries to moorgate_admin;
grant usage on sequence device_generations to moorgate_admin;
grant execute on function announce_next_key(uuid,bigint,bytea,text) to moorgate_admin;
grant execute on function announce_next_key(uuid,bigint,bytea,text) to moorgate_gateway;
grant execute on function append_change(text,uuid,text) to moorgate_admin;
grant execute on function append_device_change(uuid) to moorgate_gateway;
grant execute on function count_changed_devices() to public;
grant execute on function enrol_device(uuid,uuid,text,boolean,bytea,timestamp with time zone,text) to moorgate_gateway;
grant execute on function enrolment_groups(uuid) to public;
grant execute on function keep_configured_group() to public;
grant execute on function keep_device_groups() to public;
grant execute on function keep_device_labels() to public;
grant execute on function keep_device_tags() to public;
grant execute on function keep_enrolment_rights_of_role() to public;
grant execute on function keep_enrolment_rights_of_roles() to public;
grant execute on function keep_enrolment_rights_of_token() to public;
grant execute on function keep_enrolment_rights_of_user() to public;
grant execute on function lock_key_hashes(bytea[]) to moorgate_admin;
grant execute on function lock_key_hashes(bytea[]) to moorgate_gateway;
grant execute on function note_removed_artifacts() to public;
grant execute on function note_rollout_candidate() to public;
grant execute on function open_update_log() to public;
grant execute on function own_enrolment_groups(uuid) to public;
grant execute on function permitted_enrolment_groups(uuid,text) to public;
grant execute on function prune_audit_records(bigint) to moorgate_admin;
grant execute on function record_device_refusals(jsonb) to moorgate_gateway;
grant execute on function refuse_keys_of_gateway() to public;
grant execute on function remember_device_metadata() to public;
grant execute on function revoke_enrolment_tokens_of_token() to public;
grant execute on function rotate_to_next_key(uuid,uuid,bytea,text) to moorgate_gateway;
grant execute on function set_enrolment_rights() to public;
grant execute on function set_group_of_check_in() to public;
grant execute on function update_head(uuid) to public;
grant execute on function use_rekey_permit(uuid,uuid,bytea,text) to moorgate_admin;
grant execute on function use_rekey_permit(uuid,uuid,bytea,text) to moorgate_gateway;
