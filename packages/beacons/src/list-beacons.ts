/** Reading the beacons that one may use. */
import { type Context, requireUnlimited } from '@moorgate/auth';
import { listBeaconInstances, listPermittedBeacons } from '@moorgate/db';
import { callerIdOf, resolveBeacon } from './resolve-beacon.ts';

/** A beacon as its users see it. */
export interface UsableBeacon {
  readonly address: string;
  /** Its alias; the address itself for one without. */
  readonly alias: string;
  readonly level: number;
}

/** A host that a beacon reaches. */
export interface BeaconInstance {
  readonly address: string;
  readonly name: string;
  /** Null for none. */
  readonly alias: string | null;
  readonly canAccessDocker: boolean;
  readonly lastSeenAt: Date;
  /** True for one that the beacon did not name when it was asked last. */
  readonly isStale: boolean;
}

/** Lists the beacons that whoever asks may use, oldest first. Throws `scope_missing` without `beacons:use`. */
export const listUsableBeacons = async (ctx: Context): Promise<readonly UsableBeacon[]> => {
  requireUnlimited(ctx.principal, ['beacons:use']);
  const userId = callerIdOf(ctx);
  if (userId === null) return [];
  const rows = await listPermittedBeacons(ctx.db, userId);
  return rows.map(({ address, alias, level }) => ({ address, alias: alias ?? address, level }));
};

/**
 * Lists the instances of a beacon in the order of their addresses, those that have vanished among them; null for a beacon
 * that whoever asks may not use, as for none. Throws `scope_missing` without `beacons:use`.
 */
export const listUsableInstances = async (
  ctx: Context,
  text: string,
): Promise<{ readonly address: string; readonly instances: readonly BeaconInstance[] } | null> => {
  requireUnlimited(ctx.principal, ['beacons:use']);
  const resolved = await resolveBeacon(ctx, text);
  if (resolved === null || resolved.level === null) return null;
  const { id, address, refreshed_at: refreshedAt } = resolved.beacon;
  return { address, instances: await readInstances(ctx, { id, refreshedAt }) };
};

/** Lists the instances of every beacon that whoever asks may use. Throws `scope_missing` without `beacons:use`. */
export const listAllUsableInstances = async (ctx: Context): Promise<readonly BeaconInstance[]> => {
  requireUnlimited(ctx.principal, ['beacons:use']);
  const userId = callerIdOf(ctx);
  const beacons = userId === null ? [] : await listPermittedBeacons(ctx.db, userId);
  const instances: BeaconInstance[] = [];
  for (const { id, refreshed_at: refreshedAt } of beacons)
    instances.push(...(await readInstances(ctx, { id, refreshedAt })));
  return instances;
};

/** Every instance of a beacon. */
export const readInstances = async (
  ctx: Pick<Context, 'db'>,
  { id, refreshedAt }: { readonly id: string; readonly refreshedAt: Date },
): Promise<readonly BeaconInstance[]> => {
  const rows = await listBeaconInstances(ctx.db, id);
  return rows.map((row) => ({
    address: row.address,
    name: row.name,
    alias: row.alias,
    canAccessDocker: row.can_access_docker,
    lastSeenAt: row.last_seen_at,
    isStale: row.last_seen_at < refreshedAt,
  }));
};
