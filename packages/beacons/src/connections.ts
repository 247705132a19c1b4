/** Whether beacons that connect from their side are connected at this moment. */
import type { Context } from '@moorgate/auth';
import { type BeaconConnectionRow, listBeaconConnections } from '@moorgate/db';
import { readBeaconAddress } from './address.ts';

/** How it stands with the connection of such a beacon. */
export interface BeaconConnection {
  /** The device that the beacon connects as. */
  readonly deviceUuid: string;
  /** Since when it is connected; null while no gateway has a connection of it. */
  readonly connectedAt: Date | null;
  /** Whether the device is on the denied list, so that it cannot connect. */
  readonly isDenied: boolean;
}

const connectionOf = (
  deviceUuid: string,
  row: BeaconConnectionRow | undefined,
): BeaconConnection => ({
  deviceUuid,
  connectedAt: row?.connected_at ?? null,
  isDenied: row?.is_denied ?? false,
});

/**
 * The connections of those among these addresses that are of beacons that connect from their side, by address; the others are
 * called at their address, and are not in it.
 */
export const readConnections = async (
  { db }: Pick<Context, 'db'>,
  addresses: readonly string[],
): Promise<ReadonlyMap<string, BeaconConnection>> => {
  const devices = new Map<string, string>();
  for (const address of addresses) {
    const uuid = readBeaconAddress(address)?.deviceUuid;
    if (uuid !== undefined) devices.set(address, uuid);
  }
  if (devices.size === 0) return new Map();
  const rows = await listBeaconConnections(db, [...new Set(devices.values())]);
  const found = new Map(rows.map((row) => [row.device_uuid, row]));
  return new Map(
    [...devices].map(([address, uuid]) => [address, connectionOf(uuid, found.get(uuid))]),
  );
};
