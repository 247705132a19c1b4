/** Where admin APIs on other hosts reach the beacons of a gateway. Locks `beacon_tunnels` for a moment. */
import { type Kysely, sql } from 'kysely';

export const up = async (db: Kysely<never>): Promise<void> => {
  // endpoint: for those on the same host. url: null where the gateway listens to no other.
  await sql`alter table beacon_tunnels add column url text`.execute(db);
};
