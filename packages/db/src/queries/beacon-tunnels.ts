/** Statements about beacons that are connected from their side. */
import { sql } from 'kysely';
import type { Db, Trx } from '../database.ts';

/** A connection of a beacon, at one worker. */
export interface BeaconTunnelUpsert {
  readonly deviceUuid: string;
  readonly id: string;
  readonly followerId: string;
  /** For those on the same host: `unix:` and a path. */
  readonly endpoint: string;
  /** For those on other hosts; null where there is no way. */
  readonly url: string | null;
}

/** Notes where the beacon is connected now, in the place of where it was. */
export const upsertBeaconTunnel = async (trx: Trx, tunnel: BeaconTunnelUpsert): Promise<void> => {
  const row = {
    id: tunnel.id,
    follower_id: tunnel.followerId,
    endpoint: tunnel.endpoint,
    url: tunnel.url,
    connected_at: sql<Date>`clock_timestamp()`,
  };
  await trx
    .insertInto('beacon_tunnels')
    .values({ device_uuid: tunnel.deviceUuid, ...row })
    .onConflict((conflict) => conflict.column('device_uuid').doUpdateSet(row))
    .execute();
};

/** Forgets a connection, unless the beacon is connected elsewhere by now. */
export const deleteBeaconTunnel = async (
  db: Db,
  tunnel: Pick<BeaconTunnelUpsert, 'deviceUuid' | 'id'>,
): Promise<void> => {
  await db
    .deleteFrom('beacon_tunnels')
    .where('device_uuid', '=', tunnel.deviceUuid)
    .where('id', '=', tunnel.id)
    .execute();
};

/** Forgets every connection of a worker, and those of workers that are gone. */
export const deleteEndedBeaconTunnels = async (db: Db, followerId: string): Promise<void> => {
  await sql`
    delete from beacon_tunnels t
    where t.follower_id = ${followerId}
      or not exists (select from feed_followers f where f.id = t.follower_id and f.lost_at is null)`.execute(
    db,
  );
};

/** How it stands with the connection of a device as a beacon. */
export interface BeaconConnectionRow {
  readonly device_uuid: string;
  readonly is_denied: boolean;
  /** Null while no worker with a lease has a connection of it. */
  readonly connected_at: Date | null;
}

/** The same, with where that worker takes streams for it. */
export interface BeaconTunnelRow extends BeaconConnectionRow {
  readonly endpoint: string | null;
  readonly url: string | null;
}

const selectTunnels = (deviceUuids: readonly string[]) => sql<BeaconTunnelRow>`
  select d.uuid as device_uuid, d.denied_at is not null as is_denied, held.endpoint, held.url, held.connected_at
  from devices d
  left join lateral (
    select t.endpoint, t.url, t.connected_at
    from beacon_tunnels t
    join feed_followers f on f.id = t.follower_id
    where t.device_uuid = d.uuid and f.lost_at is null and f.leased_until > clock_timestamp()
  ) held on true
  where d.uuid = any(${deviceUuids}::uuid[])`;

/** The device with its connection at a worker that has a lease; undefined for no device. */
export const findBeaconTunnelByDevice = async (
  db: Db,
  deviceUuid: string,
): Promise<BeaconTunnelRow | undefined> => {
  const { rows } = await selectTunnels([deviceUuid]).execute(db);
  return rows[0];
};

/** Those of these devices that there are, likewise. */
export const listBeaconConnections = async (
  db: Db,
  deviceUuids: readonly string[],
): Promise<readonly BeaconConnectionRow[]> => (await selectTunnels(deviceUuids).execute(db)).rows;
