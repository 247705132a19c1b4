/**
 * What proves the audit records: a keyed hash chain over them, signed checkpoints of it, and functions in the place of
 * rights to insert, to change or to delete. Locks `audit_records` for as long as the indexes take to build.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await addChain(db);
  await addIndexes(db);
  await addPruning(db);
  await addRefusals(db);
};

const addChain = async (db: Kysely<never>): Promise<void> => {
  // Positions have no gap. There is no reference to the record: a seal must outlive one that was taken away.
  await sql`
    create table audit_seals (
      position bigint primary key check (position > 0),
      record_id bigint not null unique,
      sealed_at timestamptz not null,
      key_version integer not null,
      hash bytea not null check (length(hash) = 32)
    )`.execute(db);

  // cut: the records up to there were deleted when their time was over, and the chain begins behind it.
  await sql`
    create table audit_checkpoints (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('regular', 'cut')),
      position bigint not null,
      hash bytea not null check (length(hash) = 32),
      count bigint not null,
      at timestamptz not null,
      key_version integer not null,
      signature bytea not null
    )`.execute(db);
  await sql`create index audit_checkpoints_of_cuts on audit_checkpoints (id) where kind = 'cut'`.execute(
    db,
  );

  // Each record is either sealed or here, whoever wrote it. Numbers of records appear in another order than they were
  // drawn, so that no number says up to where everything is sealed.
  await sql`create table audit_unsealed (record_id bigint primary key)`.execute(db);
  await sql`insert into audit_unsealed select id from audit_records`.execute(db);
  await sql`
    create function queue_audit_record() returns trigger
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
    begin
      insert into public.audit_unsealed values (new.id);
      return null;
    end
    $$`.execute(db);
  await sql`revoke all on function queue_audit_record() from public`.execute(db);
  await sql`create trigger queue_audit_record after insert on audit_records for each row
    execute function queue_audit_record()`.execute(db);

  await sql`grant select, insert on audit_seals, audit_checkpoints to moorgate_admin`.execute(db);
  await sql`grant select, delete on audit_unsealed to moorgate_admin`.execute(db);
};

/** Each is for one filter of the search, newest first. */
const addIndexes = async (db: Kysely<never>): Promise<void> => {
  const indexes = [
    'by_time on audit_records (at, id)',
    'by_actor_name on audit_records (actor_name, at, id)',
    'by_actor on audit_records (actor_id, at, id)',
    'by_action on audit_records (action, at, id)',
    'by_target on audit_records (target_kind, target_id, at, id)',
    'by_address on audit_records (address, at, id) where address is not null',
    'by_request on audit_records (request_id, at, id) where request_id is not null',
  ];
  await sql`drop index audit_records_by_target`.execute(db);
  for (const index of indexes)
    await sql`create index ${sql.raw(`audit_records_${index}`)}`.execute(db);
};

/**
 * The only way for a service to delete records: the oldest ones, older than 30 days, behind a checkpoint of the cut. Whose
 * signature that has is told by the check of the chain, which knows the key.
 */
const addPruning = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create function prune_audit_records(through_position bigint) returns bigint
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
    $$`.execute(db);
  await sql`revoke all on function prune_audit_records(bigint) from public`.execute(db);
  await sql`grant execute on function prune_audit_records(bigint) to moorgate_admin`.execute(db);
};

/** What a gateway may write by itself: that it refused devices. A record about people is none of its. */
const addRefusals = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create function record_device_refusals(refusals jsonb) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
    $$`.execute(db);
  await sql`revoke all on function record_device_refusals(jsonb) from public`.execute(db);
  await sql`grant execute on function record_device_refusals(jsonb) to moorgate_gateway`.execute(
    db,
  );
  await sql`revoke insert on audit_records from moorgate_gateway`.execute(db);
};
