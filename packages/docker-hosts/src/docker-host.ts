/** Finding the Docker host that a client means: an instance that a beacon reports, by its address, its alias or its id. */
import type { Context } from '@moorgate/auth';
import { callerIdOf } from '@moorgate/beacons';
import { findBeaconAliasByName, type InstanceHolderRow, listInstanceHolders } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { readDockerHostId } from './docker-host-id.ts';

/** A host that a beacon reports. */
export interface DockerHost {
  readonly beaconId: string;
  readonly beaconAddress: string;
  /** `address:port/version`, as the beacon reports it. */
  readonly address: string;
  readonly name: string;
}

/** A host with what whoever asks may do with its beacon: 0, 1 or 2. */
export interface ResolvedDockerHost {
  readonly host: DockerHost;
  readonly level: number;
}

const findByAddressOrId = async (
  ctx: Context,
  text: string,
): Promise<readonly InstanceHolderRow[]> => {
  const userId = callerIdOf(ctx);
  const id = readDockerHostId(text);
  const holders = await listInstanceHolders(ctx.db, id?.address ?? text, userId);
  return id === null ? holders : holders.filter((holder) => holder.beacon_id === id.beaconId);
};

/** Whom a client means by a text: every beacon that reports the address, those of the alias first. */
const findHolders = async (ctx: Context, text: string): Promise<readonly InstanceHolderRow[]> => {
  const userId = callerIdOf(ctx);
  const alias = await findBeaconAliasByName(ctx.db, text);
  if (alias === undefined) return findByAddressOrId(ctx, text);
  const holders = await listInstanceHolders(ctx.db, alias.address, userId);
  const named = holders.filter(({ beacon_id: beaconId }) => beaconId === alias.beacon_id);
  return named.length > 0 ? named : holders;
};

/**
 * The host of this alias, address or id. Where several beacons report the address, the one on which whoever asks has the highest
 * level reaches it, the oldest of several; an alias means the host behind the beacon to which it belongs. Nothing but what a
 * beacon reports is a host. Throws `docker_host_not_found`, and `beacon_forbidden` without a level on any of the beacons.
 */
export const resolveDockerHost = async (
  ctx: Context,
  text: string,
): Promise<ResolvedDockerHost> => {
  const holders = await findHolders(ctx, text);
  if (holders.length === 0) throw fault('docker_host_not_found');
  let best: (InstanceHolderRow & { readonly level: number }) | null = null;
  for (const { level, ...holder } of holders)
    if (level !== null && level > (best?.level ?? -1)) best = { ...holder, level };
  if (best === null) throw fault('beacon_forbidden');
  const { beacon_id: beaconId, beacon_address: beaconAddress, address, name, level } = best;
  return { host: { beaconId, beaconAddress, address, name }, level };
};
