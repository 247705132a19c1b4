/** Levels on beacons. */
import {
  countBeaconOwners,
  deleteBeaconPermission,
  findBeaconLevelByUser,
  lockBeaconById,
  upsertBeaconPermission,
} from '@moorgate/db';
import { resolveBeacon } from '../resolve-beacon.ts';
import type { LeveledKind, LevelHolder } from './leveled-kind.ts';

const pairOf = ({ id: beaconId, userId }: LevelHolder) => ({ beaconId, userId });

export const beaconLevels: LeveledKind = {
  kind: 'beacon',
  scope: 'beacons:manage',
  refusals: { forbidden: 'beacon_forbidden', owner_last: 'beacon_owner_last' },
  find: async (ctx, text) => {
    const resolved = await resolveBeacon(ctx, text);
    return resolved === null ? null : { id: resolved.beacon.id, name: resolved.beacon.address };
  },
  lock: async (trx, id) => (await lockBeaconById(trx, id)) !== undefined,
  levelOf: (db, holder) => findBeaconLevelByUser(db, pairOf(holder)),
  countOwners: countBeaconOwners,
  give: (trx, holder, level) =>
    level === null
      ? deleteBeaconPermission(trx, pairOf(holder))
      : upsertBeaconPermission(trx, pairOf(holder), level),
  recordName: (address) => ({ address }),
};
