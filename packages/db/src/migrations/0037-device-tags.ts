/** Which devices report a tag, where each may report several in one text. Locks check-ins for the time of creating triggers. */
import { type Kysely, sql } from 'kysely';

/** As everywhere where tags are taken apart: commas and white space separate them. */
const tagsOf = (report: string) =>
  sql`unnest(string_to_array(translate(${sql.raw(report)}, E' \\t\\n\\r', ',,,,'), ',')) as t (tag)`;

const keepDeviceTags = sql`
  create function keep_device_tags() returns trigger
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
  begin
    delete from public.device_tags where device_uuid = new.device_uuid;
    insert into public.device_tags (tag, device_uuid)
    select distinct t.tag, new.device_uuid from ${tagsOf('new.tag')} where t.tag <> '';
    return null;
  end
  $$`;

export const up = async (db: Kysely<never>): Promise<void> => {
  // A device checks in often and rarely reports another tag: an index of check-ins would be written at each of them.
  await sql`
    create table device_tags (
      tag text collate "C",
      device_uuid uuid references device_check_ins (device_uuid) on delete cascade,
      primary key (tag, device_uuid)
    )`.execute(db);
  await sql`create index device_tags_by_device on device_tags (device_uuid)`.execute(db);
  await sql`grant select on device_tags to moorgate_admin`.execute(db);
  await keepDeviceTags.execute(db);
  await sql`
    create trigger keep_tags_inserted after insert on device_check_ins for each row
    when (new.tag <> '') execute function keep_device_tags()`.execute(db);
  await sql`
    create trigger keep_tags_updated after update of tag on device_check_ins for each row
    when (new.tag <> old.tag) execute function keep_device_tags()`.execute(db);
  await sql`
    insert into device_tags (tag, device_uuid)
    select distinct t.tag, c.device_uuid
    from device_check_ins as c cross join lateral ${tagsOf('c.tag')}
    where t.tag <> ''`.execute(db);
};
