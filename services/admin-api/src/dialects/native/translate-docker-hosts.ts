/** Docker hosts in the words of this dialect; pure. */
import type { UsableDockerHost } from '@moorgate/docker-hosts';
import type { Static } from 'typebox';
import type { DockerHostSchema } from './schemas-docker-hosts.ts';
import { toConnectionBody } from './translate-beacons.ts';

/** A host that one may use. */
export const toDockerHostBody = (host: UsableDockerHost): Static<typeof DockerHostSchema> => ({
  id: host.id,
  address: host.address,
  name: host.name,
  alias: host.alias,
  beacon: {
    id: host.beaconId,
    address: host.beaconAddress,
    connection: toConnectionBody(host.connection),
  },
  level: host.level,
  'can-access-docker': host.canAccessDocker,
  'last-seen': Math.floor(host.lastSeenAt.getTime() / 1_000),
  'is-stale': host.isStale,
});
