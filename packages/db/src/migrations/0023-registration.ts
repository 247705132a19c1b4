/**
 * Registration by operators, which may use up a permit for another key as a connection does, and enrolment tokens, with
 * which devices register without an operator at hand. Locks `users`, `user_roles`, `roles` and `tokens` for a moment.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`grant execute on function use_rekey_permit(uuid, uuid, bytea, text) to moorgate_admin`.execute(
    db,
  );
  // The secret is hashed under a key that both services have, unlike those of operators' tokens. permitted_groups: for
  // which groups the owner, and the token that it was made with, may register devices at present; null for every device,
  // empty for none.
  await sql`
    create table enrolment_tokens (
      id text primary key,
      secret_hash bytea not null,
      key_version integer not null,
      name text not null,
      owner_id uuid not null references users (id),
      parent_id text references tokens (id) on delete set null,
      factory text not null,
      group_name text collate "C",
      name_prefix text,
      cidrs inet[] check (cidrs <> '{}'),
      max_uses integer not null check (max_uses > 0),
      uses integer not null default 0 check (uses <= max_uses),
      created_at timestamptz(3) not null,
      created_by text not null,
      expires_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz,
      revoked_by text,
      permitted_groups text[] default '{}',
      check ((revoked_at is null) = (revoked_by is null))
    )`.execute(db);
  await sql`create index enrolment_tokens_by_age on enrolment_tokens (created_at, id)`.execute(db);
  await sql`create index enrolment_tokens_by_owner on enrolment_tokens (owner_id)`.execute(db);
  await sql`create index enrolment_tokens_by_parent on enrolment_tokens (parent_id)
    where parent_id is not null`.execute(db);
  await sql`grant select, insert, delete, update (uses, last_used_at, revoked_at, revoked_by) on enrolment_tokens
    to moorgate_admin`.execute(db);
  await sql`
    grant select (
      id, secret_hash, key_version, factory, group_name, name_prefix, cidrs, max_uses, uses, expires_at, revoked_at,
      permitted_groups
    ) on enrolment_tokens to moorgate_gateway`.execute(db);
  await addRights(db);
  await keepRights(db);
};

/**
 * What an owner may: their scopes and roles, and for a program no more than the person who answers for it; and of that no
 * more than the operator's token with which an enrolment token was made.
 */
const addRights = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create function own_enrolment_groups(account uuid) returns text[]
    language sql stable set search_path = pg_catalog, public, pg_temp as $$
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
    $$`.execute(db);
  await sql`
    create function enrolment_groups(account uuid) returns text[]
    language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
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
    $$`.execute(db);
  await sql`
    create function permitted_enrolment_groups(account uuid, parent text) returns text[]
    language plpgsql stable set search_path = pg_catalog, public, pg_temp as $$
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
    $$`.execute(db);
};

/**
 * Triggers, so that no change of an owner forgets them. Whoever writes rights holds one lock until the commit: a token
 * that is made while its owner is narrowed is either seen by the narrowing or sees it.
 */
const keepRights = async (db: Kysely<never>): Promise<void> => {
  await sql`
    create function keep_enrolment_rights(accounts uuid[]) returns void
    language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
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
    $$`.execute(db);
  await sql`revoke all on function keep_enrolment_rights(uuid[]) from public`.execute(db);
  const triggers = [
    {
      name: 'set_enrolment_rights',
      on: 'before insert on enrolment_tokens for each row',
      body: `perform pg_advisory_xact_lock(hashtextextended('enrolment_tokens', 0));
        new.permitted_groups := public.permitted_enrolment_groups(new.owner_id, new.parent_id);
        return new;`,
    },
    {
      name: 'keep_enrolment_rights_of_user',
      on: `after update on users for each row
        when (row(old.scopes, old.deactivated_at, old.owner_id)
          is distinct from row(new.scopes, new.deactivated_at, new.owner_id))`,
      body: `perform public.keep_enrolment_rights(array[new.id]);
        return null;`,
    },
    {
      name: 'keep_enrolment_rights_of_roles',
      on: 'after insert or update or delete on user_roles for each row',
      body: `perform public.keep_enrolment_rights(array[coalesce(new.user_id, old.user_id)]);
        return null;`,
    },
    {
      name: 'keep_enrolment_rights_of_role',
      on: `after update on roles for each row
        when (row(old.scopes, old.device_groups) is distinct from row(new.scopes, new.device_groups))`,
      body: `perform public.keep_enrolment_rights(array(select user_id from public.user_roles where role_id = new.id));
        return null;`,
    },
    {
      name: 'keep_enrolment_rights_of_token',
      on: `after update on tokens for each row
        when (row(old.scopes, old.device_groups, old.disabled_at)
          is distinct from row(new.scopes, new.device_groups, new.disabled_at))`,
      body: `perform pg_advisory_xact_lock(hashtextextended('enrolment_tokens', 0));
        update public.enrolment_tokens
        set permitted_groups = public.permitted_enrolment_groups(owner_id, parent_id)
        where parent_id = new.id;
        return null;`,
    },
    {
      name: 'revoke_enrolment_tokens_of_token',
      on: 'after update on tokens for each row when (old.revoked_at is null and new.revoked_at is not null)',
      body: `update public.enrolment_tokens set revoked_at = new.revoked_at, revoked_by = coalesce(new.revoked_by, '')
        where parent_id = new.id and revoked_at is null;
        return null;`,
    },
  ];
  for (const { name, on, body } of triggers) {
    await sql`
      create function ${sql.id(name)}() returns trigger
      language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
      begin
        ${sql.raw(body)}
      end
      $$`.execute(db);
    await sql`create trigger ${sql.id(name)} ${sql.raw(on)} execute function ${sql.id(name)}()`.execute(
      db,
    );
  }
};
