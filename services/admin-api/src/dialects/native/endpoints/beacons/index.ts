/** Endpoints about beacons. */
import type { AnyEndpoint } from '@moorgate/http';
import { deleteBeaconEndpoint } from './delete-beacon.ts';
import { getBeaconEndpoint } from './get-beacon.ts';
import { listBeaconsEndpoint } from './list-beacons.ts';

export const beaconEndpoints: readonly AnyEndpoint[] = [
  listBeaconsEndpoint,
  getBeaconEndpoint,
  deleteBeaconEndpoint,
];
