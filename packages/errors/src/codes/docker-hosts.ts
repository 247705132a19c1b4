/** Docker hosts behind beacons, and calls to their engines. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const dockerHosts = {
  docker_host_not_found: {
    kind: 'not_found',
    title: 'No beacon reaches such a host.',
    remedy: 'Name the address of an instance as its beacon reports it, or its alias.',
  },
  docker_request_refused: {
    kind: 'forbidden',
    title: 'The policy of this installation refuses what is asked of the Docker host.',
    remedy:
      'Leave out what the answer names. The operator sets what is refused (`MOORGATE_DOCKER_REFUSES`).',
  },
  docker_call_failed: {
    kind: 'unavailable',
    title: 'The Docker host could not be asked through its beacon.',
    remedy:
      'Whether a change was made is not known; read it back. The log of the beacon shows whether it was asked.',
  },
} as const satisfies Record<string, CatalogueEntry>;
