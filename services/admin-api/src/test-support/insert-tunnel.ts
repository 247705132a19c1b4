/** A connection of a beacon in the store, held by nobody, for tests that ask about it. */
import { randomUUID } from 'node:crypto';
import { openPool } from '@moorgate/db';
import type { TestApp } from './test-app.ts';

/** Inserts one of this device, made at this moment, at a worker whose lease goes on for so many seconds. */
export const insertTunnel = async (
  { clock, gatewayDatabaseUrl: url }: TestApp,
  deviceUuid: string,
  leaseSeconds: number,
): Promise<void> => {
  const pool = openPool({ url, applicationName: 'test' });
  const follower = randomUUID();
  await pool.query(
    `insert into feed_followers (id, service, instance, process_id, started_at, applied_sequence, leased_until)
     values ($1, 'device-gateway', 'test', 1, clock_timestamp(), 1, clock_timestamp() + $2 * interval '1 second')`,
    [follower, leaseSeconds],
  );
  await pool.query(
    `insert into beacon_tunnels (device_uuid, id, follower_id, endpoint, connected_at)
     values ($1, $2, $3, 'unix:/nowhere', $4)
     on conflict (device_uuid) do update set follower_id = excluded.follower_id`,
    [deviceUuid, randomUUID(), follower, clock.now()],
  );
  await pool.end();
};
