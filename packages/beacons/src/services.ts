/** What use cases about beacons stand on, beside their context. */
import type { SealingKeys } from '@moorgate/auth';
import type { BeaconCaller } from './calls/call-beacon.ts';

export interface BeaconServices {
  /** Of the tokens that beacons ask for. */
  readonly sealingKeys: SealingKeys;
  readonly beaconCaller: BeaconCaller;
}
