/** Where a device is connected that is a beacon too. */
import type { Context } from '@moorgate/auth';
import {
  type BeaconTunnelUpsert,
  deleteBeaconTunnel,
  deleteEndedBeaconTunnels,
  findBeaconTunnelByDevice,
  upsertBeaconTunnel,
} from '@moorgate/db';
import { writeAsDevice } from '../admission/write-as-device.ts';
import type { HeldDevice } from '../admission/held-device.ts';

/** A connection of a beacon: its id, the worker that holds it, and where that takes streams for it. */
export type BeaconTunnel = Omit<BeaconTunnelUpsert, 'deviceUuid'>;

/** Notes it, in the place of an older one. Faults: those of `writeAsDevice`. */
export const noteTunnel = (
  ctx: Pick<Context, 'db'>,
  device: Pick<HeldDevice, 'uuid' | 'generation'>,
  tunnel: BeaconTunnel,
): Promise<void> =>
  writeAsDevice(ctx, device, (trx) =>
    upsertBeaconTunnel(trx, { ...tunnel, deviceUuid: device.uuid }),
  );

/** Forgets it, unless the beacon is connected elsewhere by now. */
export const forgetTunnel = (
  { db }: Pick<Context, 'db'>,
  tunnel: Pick<BeaconTunnelUpsert, 'deviceUuid' | 'id'>,
): Promise<void> => deleteBeaconTunnel(db, tunnel);

/** Forgets what a worker that begins cannot hold, and what those held that are gone. */
export const forgetEndedTunnels = (
  { db }: Pick<Context, 'db'>,
  followerId: string,
): Promise<void> => deleteEndedBeaconTunnels(db, followerId);

/** Where the worker that holds the connection of a device takes streams; null while none with a lease does. */
export const findTunnelEndpoint = async (
  { db }: Pick<Context, 'db'>,
  deviceUuid: string,
): Promise<string | null> => (await findBeaconTunnelByDevice(db, deviceUuid))?.endpoint ?? null;
