/** Beacons that are connected from their side, and where the connection is. Locks nothing. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // id: of this connection, so that the end of an older one removes nothing of its successor. follower_id: the worker that
  // holds it; without a lease of its own it is no use to anybody, so no row has to be removed in time.
  await sql`
    create table beacon_tunnels (
      device_uuid uuid primary key references devices (uuid) on delete cascade,
      id uuid not null,
      follower_id uuid not null,
      endpoint text not null,
      connected_at timestamptz not null
    )`.execute(db);
  await sql`grant select, insert, update, delete on beacon_tunnels to moorgate_gateway`.execute(db);
  await sql`grant select on beacon_tunnels to moorgate_admin`.execute(db);
};
