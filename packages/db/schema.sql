-- The schema that the migrations make, read back from the catalogue. Generated: `make fix` writes it again.
-- It is there to be read; a database gets its schema from the migrations alone.

create sequence device_generations as bigint;

CREATE OR REPLACE FUNCTION public.append_change(change_kind text, change_device_uuid uuid)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public', 'pg_temp'
AS $function$
    declare
      next_sequence bigint;
    begin
      update public.change_feed_counter set sequence = sequence + 1 returning sequence into next_sequence;
      insert into public.change_feed (sequence, kind, device_uuid)
      values (next_sequence, change_kind, change_device_uuid);
      perform pg_notify('moorgate_changes', next_sequence::text);
      return next_sequence;
    end
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

CREATE OR REPLACE FUNCTION public.lock_key_hashes(spki_sha256s bytea[])
 RETURNS void
 LANGUAGE sql
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
      select pg_advisory_xact_lock(('x' || encode(substring(hash from 1 for 8), 'hex'))::bit(64)::bigint)
      from (select distinct hash from unnest(spki_sha256s) as given (hash) order by hash) as sorted
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
      where device_uuid = for_device and state in ('pending', 'next') and spki_sha256 <> presented;
      update public.device_keys set state = 'retired' where device_uuid = for_device and state = 'live';
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
CREATE INDEX audit_records_by_target ON audit_records USING btree (target_kind, target_id, id);

create table change_feed (
  sequence bigint not null,
  at timestamp with time zone default clock_timestamp() not null,
  kind text not null,
  device_uuid uuid,
  constraint change_feed_pkey PRIMARY KEY (sequence),
  constraint change_feed_check CHECK (((kind = 'device'::text) = (device_uuid IS NOT NULL))),
  constraint change_feed_kind_check CHECK ((kind = ANY (ARRAY['device'::text, 'device_cas'::text])))
);
CREATE INDEX change_feed_by_time ON change_feed USING btree (at);

create table change_feed_counter (
  only_row boolean default true not null,
  sequence bigint not null,
  constraint change_feed_counter_pkey PRIMARY KEY (only_row),
  constraint change_feed_counter_only_row_check CHECK (only_row)
) with (fillfactor=20);

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
  constraint device_check_ins_pkey PRIMARY KEY (device_uuid),
  constraint device_check_ins_device_uuid_fkey FOREIGN KEY (device_uuid) REFERENCES devices(uuid) ON DELETE CASCADE
) with (fillfactor=80);
CREATE INDEX device_check_ins_by_last_seen ON device_check_ins USING btree (last_seen_at, device_uuid) WHERE is_listed;

create table device_counts (
  shard smallint not null,
  listed bigint default 0 not null,
  denied bigint default 0 not null,
  constraint device_counts_pkey PRIMARY KEY (shard)
) with (fillfactor=50);

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
CREATE INDEX device_keys_pending ON device_keys USING btree (device_uuid, spki_sha256) WHERE (state = 'pending'::text);
CREATE TRIGGER refuse_keys_of_gateway BEFORE INSERT ON device_keys FOR EACH ROW WHEN ((new.state <> 'pending'::text)) EXECUTE FUNCTION refuse_keys_of_gateway();

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
  group_changed_at timestamp with time zone,
  update_name text,
  denied_at timestamp with time zone,
  denied_by text,
  denial_reason text,
  former_key_hashes bytea[] default '{}'::bytea[] not null,
  constraint devices_pkey PRIMARY KEY (uuid),
  constraint devices_device_ca_id_fkey FOREIGN KEY (device_ca_id) REFERENCES device_cas(id)
);
CREATE INDEX devices_by_created_at ON devices USING btree (created_at, uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_by_group ON devices USING btree (group_name) WHERE (group_name IS NOT NULL);
CREATE INDEX devices_by_name ON devices USING btree (COALESCE(name, '~'::text), uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_by_name_descending ON devices USING btree (COALESCE(name, ''::text), uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_by_uuid ON devices USING btree (uuid) WHERE (denied_at IS NULL);
CREATE INDEX devices_denied ON devices USING btree (uuid) WHERE (denied_at IS NOT NULL);
CREATE UNIQUE INDEX devices_name_unique ON devices USING btree (name) WHERE ((denied_at IS NULL) AND (name IS NOT NULL));
CREATE TRIGGER count_deleted AFTER DELETE ON devices REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_devices();
CREATE TRIGGER count_inserted AFTER INSERT ON devices REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_devices();
CREATE TRIGGER count_updated AFTER UPDATE ON devices REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION count_changed_devices();

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

create table token_secrets (
  token_id text not null,
  version integer not null,
  hash bytea not null,
  key_version integer not null,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  retired_at timestamp with time zone,
  constraint token_secrets_pkey PRIMARY KEY (token_id, version),
  constraint token_secrets_token_id_fkey FOREIGN KEY (token_id) REFERENCES tokens(id) ON DELETE CASCADE
);

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
  family_id text,
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
  constraint tokens_pkey PRIMARY KEY (id),
  constraint tokens_owner_id_fkey FOREIGN KEY (owner_id) REFERENCES users(id),
  constraint tokens_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES tokens(id),
  constraint tokens_kind_check CHECK ((kind = ANY (ARRAY['pat'::text, 'ses'::text, 'dev'::text, 'svc'::text, 'oac'::text, 'ort'::text])))
);
CREATE INDEX tokens_by_expiry ON tokens USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX tokens_by_owner ON tokens USING btree (owner_id, created_at, id);

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
  constraint users_pkey PRIMARY KEY (id),
  constraint users_username_key UNIQUE (username)
);

grant insert, select on table audit_records to moorgate_admin;
grant insert on table audit_records to moorgate_gateway;
grant delete, select on table change_feed to moorgate_admin;
grant select on table change_feed to moorgate_gateway;
grant select on table change_feed_counter to moorgate_admin;
grant select on table change_feed_counter to moorgate_gateway;
grant delete, insert, select, update on table device_cas to moorgate_admin;
grant select on table device_cas to moorgate_gateway;
grant delete, insert, select, update on table device_check_ins to moorgate_admin;
grant select, update (last_seen_at, target_name, tag, ostree_hash, apps) on table device_check_ins to moorgate_gateway;
grant select on table device_counts to moorgate_admin;
grant delete, insert, select, update on table device_keys to moorgate_admin;
grant insert, select, update (last_presented_at) on table device_keys to moorgate_gateway;
grant delete, insert, select, update on table devices to moorgate_admin;
grant select (uuid, generation, lock_handle, factory, device_ca_id, is_production, created_at, labels, name, group_name, group_changed_at, update_name, denied_at, denied_by, denial_reason), update (lock_handle) on table devices to moorgate_gateway;
grant select, update (lost_at) on table feed_followers to moorgate_admin;
grant delete, insert, select, update on table feed_followers to moorgate_gateway;
grant delete, insert, select, update on table key_tombstones to moorgate_admin;
grant select on table key_tombstones to moorgate_gateway;
grant delete, insert, select, update on table known_labels to moorgate_admin;
grant delete, insert, select, update on table pending_enrolments to moorgate_admin;
grant insert, select, update (remote_address, last_presented_at) on table pending_enrolments to moorgate_gateway;
grant insert, select, update (revoked_at, revoked_by) on table rekey_permits to moorgate_admin;
grant select (device_uuid, spki_sha256, expires_at, used_at, revoked_at) on table rekey_permits to moorgate_gateway;
grant delete, insert, select, update on table token_secrets to moorgate_admin;
grant delete, insert, select, update on table tokens to moorgate_admin;
grant delete, insert, select, update on table users to moorgate_admin;
grant usage on sequence device_generations to moorgate_admin;
grant execute on function append_change(text,uuid) to moorgate_admin;
grant execute on function count_changed_devices() to public;
grant execute on function enrol_device(uuid,uuid,text,boolean,bytea,timestamp with time zone,text) to moorgate_gateway;
grant execute on function lock_key_hashes(bytea[]) to moorgate_admin;
grant execute on function lock_key_hashes(bytea[]) to moorgate_gateway;
grant execute on function refuse_keys_of_gateway() to public;
grant execute on function use_rekey_permit(uuid,uuid,bytea,text) to moorgate_gateway;
