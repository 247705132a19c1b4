/**
 * What a token may be limited to, how it is disabled and warned of, and the family that it belongs to. Locks `tokens` for
 * as long as the families take to write.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // device_groups: null means every device that the owner has rights for. enabled_at: when it was last made usable again;
  // the time without a use is counted from there. expiry_warned_days: the last warning that was written, by its days.
  await sql`
    alter table tokens
      add column device_groups text[] check (device_groups <> '{}'),
      add column disabled_by text,
      add column disable_reason text check (disable_reason in ('owner', 'administrator', 'parent', 'unused')),
      add column enabled_at timestamptz,
      add column expiry_warned_days integer,
      add constraint tokens_max_uses_check check (max_uses > 0),
      add constraint tokens_rate_limit_check check (
        (rate_limit->>'perSecond')::float8 > 0 and (rate_limit->>'burst')::float8 >= 1
      )`.execute(db);

  // A token that was made with another one is of its family, so that whatever descends from one is found by one index.
  await sql`
    with recursive members as (
      select id, id as family_id from tokens where parent_id is null
      union all
      select tokens.id, members.family_id from tokens join members on tokens.parent_id = members.id
    )
    update tokens set family_id = members.family_id from members where members.id = tokens.id`.execute(
    db,
  );
  await sql`alter table tokens alter column family_id set not null`.execute(db);
  await sql`create index tokens_by_family on tokens (family_id)`.execute(db);

  // The list across owners; there are many more sessions than tokens.
  await sql`create index tokens_by_age on tokens (created_at, id) where kind <> 'ses'`.execute(db);

  // When a version of a secret was first presented after its end, which is written down and acted on once.
  await sql`alter table token_secrets add column reused_at timestamptz`.execute(db);
};
