/**
 * What each service may do. The admin side works on everything but the schema; the gateway reads nothing about people,
 * their tokens or the audit, and cannot deny, un-deny or register by itself anything that its checks do not need.
 */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  await sql`
    grant select, insert, update, delete on
      device_cas, devices, device_check_ins, device_keys, key_tombstones, pending_enrolments, known_labels,
      users, tokens, token_secrets
    to moorgate_admin`.execute(db);
  await sql`grant select, insert on audit_records to moorgate_admin`.execute(db);
  await sql`grant select on device_counts, change_feed, change_feed_counter to moorgate_admin`.execute(
    db,
  );
  await sql`grant execute on function append_change(text, uuid, text) to moorgate_admin`.execute(
    db,
  );

  await sql`grant select on device_cas, device_check_ins, device_keys, key_tombstones,
    pending_enrolments, change_feed, change_feed_counter to moorgate_gateway`.execute(db);
  // All but the former keys, by which nothing is judged.
  await sql`
    grant select (
      uuid, generation, lock_handle, factory, device_ca_id, is_production, created_at, labels, name, group_name,
      denied_at, denied_by, denial_reason
    ) on devices to moorgate_gateway`.execute(db);
  await sql`grant insert (uuid, factory, device_ca_id, is_production, created_at) on devices to moorgate_gateway`.execute(
    db,
  );
  await sql`grant update (lock_handle) on devices to moorgate_gateway`.execute(db);
  await sql`grant usage on sequence device_generations to moorgate_admin, moorgate_gateway`.execute(
    db,
  );
  await sql`grant insert on device_check_ins, device_keys, pending_enrolments to moorgate_gateway`.execute(
    db,
  );
  await sql`grant update (last_seen_at, target_name, tag, ostree_hash, apps) on device_check_ins
    to moorgate_gateway`.execute(db);
  await sql`grant update (last_presented_at) on device_keys to moorgate_gateway`.execute(db);
  await sql`grant update (last_presented_at, remote_address) on pending_enrolments
    to moorgate_gateway`.execute(db);
  await sql`grant insert on audit_records to moorgate_gateway`.execute(db);
};
