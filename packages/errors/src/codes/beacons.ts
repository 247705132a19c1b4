/** Beacons, and levels among people. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const beacons = {
  beacon_not_found: {
    kind: 'not_found',
    title: 'There is no such beacon.',
    remedy: 'Name its address as it was connected, or its alias.',
  },
  beacon_exists: {
    kind: 'conflict',
    title: 'A beacon of this address is connected already.',
    remedy: 'Have one of its owners let you use it.',
  },
  beacon_alias_taken: {
    kind: 'conflict',
    title: 'The name is that of something else.',
    remedy: 'An alias names one address, and is never the address of a beacon; choose another one.',
  },
  beacon_alias_empty: {
    kind: 'invalid',
    title: 'The alias, or the address that it stands for, is empty.',
    remedy: 'Send the address as a JSON string.',
  },
  beacon_forbidden: {
    kind: 'forbidden',
    title: 'What may be done with the beacon is not enough for this.',
    remedy:
      'Changing a beacon needs level 1 on it; nobody gives more than they have, and only an owner changes what another owner may do.',
  },
  beacon_owner_last: {
    kind: 'conflict',
    title: 'The beacon would have no owner.',
    remedy:
      'Make somebody else an owner first; with level 1 among people, `force=true` does without.',
  },
  beacon_address_forbidden: {
    kind: 'forbidden',
    title: 'The policy of this installation forbids the address of the beacon.',
    remedy:
      'The operator sets in which networks beacons may be (`MOORGATE_BEACON_NETWORKS`, `MOORGATE_BEACON_REFUSED_NETWORKS`).',
  },
  beacon_call_failed: {
    kind: 'unavailable',
    title: 'The beacon did not answer as a beacon does.',
    remedy: 'Compare the address and the token; the log of the beacon shows whether it was asked.',
  },
  beacon_not_connected: {
    kind: 'unavailable',
    title: 'The beacon is not connected.',
    remedy:
      'It connects from its side: look at its log on that host, and whether its device reaches the gateway.',
  },
  beacon_denied: {
    kind: 'forbidden',
    title: 'The device of the beacon is denied.',
    remedy: 'Take the device off the denied list, if its hosts are to be reached again.',
  },
  upgrade_required: {
    kind: 'invalid',
    title: 'This is no request, but the beginning of a stream.',
    remedy: 'Ask for it with `Connection: Upgrade` and `Upgrade: moorgate-beacon` (RFC 9110, 7.8).',
  },
  user_level_too_low: {
    kind: 'forbidden',
    title: 'The level of whoever asks is not high enough.',
    remedy: 'Creating people needs level 1, and nobody gives a level above their own.',
  },
} as const satisfies Record<string, CatalogueEntry>;
