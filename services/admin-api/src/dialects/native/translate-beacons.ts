/** Beacons in the words of this dialect; pure. */
import type { Beacon, BeaconConnection, BeaconDetails } from '@moorgate/beacons';
import type { Static } from 'typebox';
import type {
  BeaconConnectionSchema,
  BeaconDetailsSchema,
  BeaconSchema,
} from './schemas-beacons.ts';

const seconds = (at: Date): number => Math.floor(at.getTime() / 1_000);

/** How it stands with a beacon that connects from its side. */
export const toConnectionBody = (
  connection: BeaconConnection | null,
): Static<typeof BeaconConnectionSchema> => {
  if (connection === null) return null;
  const { deviceUuid, connectedAt, isDenied } = connection;
  return {
    device: deviceUuid,
    'connected-at': connectedAt === null ? 0 : seconds(connectedAt),
    'is-denied': isDenied,
  };
};

/** A beacon of the list. */
export const toBeaconBody = (beacon: Beacon): Static<typeof BeaconSchema> => ({
  id: beacon.id,
  address: beacon.address,
  'created-at': seconds(beacon.createdAt),
  'created-by': beacon.createdBy,
  'refreshed-at': seconds(beacon.refreshedAt),
  connection: toConnectionBody(beacon.connection),
});

/** A beacon with all that belongs to it. */
export const toBeaconDetailsBody = (beacon: BeaconDetails): Static<typeof BeaconDetailsSchema> => ({
  ...toBeaconBody(beacon),
  alias: beacon.alias,
  instances: beacon.instances.map((instance) => ({
    address: instance.address,
    name: instance.name,
    alias: instance.alias,
    'can-access-docker': instance.canAccessDocker,
    'last-seen': seconds(instance.lastSeenAt),
    'is-stale': instance.isStale,
  })),
  permissions: beacon.permissions.map(({ username, level }) => ({ username, level })),
});
