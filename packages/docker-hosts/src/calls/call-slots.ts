/** How many calls may be under way at once: of a process, and to one beacon. */
import { fault } from '@moorgate/errors';

/** Bounds of calls at once. */
export interface CallBounds {
  readonly ofProcess: number;
  readonly ofBeacon: number;
}

/** Counts calls. */
export interface CallSlots {
  /** Takes a place for a call to a beacon; what it answers gives it back, once. Throws `service_unavailable`. */
  take(beaconId: string): () => void;
  /** How many are taken. */
  count(): number;
}

/** Makes what counts calls. */
export const createCallSlots = ({ ofProcess, ofBeacon }: CallBounds): CallSlots => {
  const byBeacon = new Map<string, number>();
  let all = 0;
  const release = (beaconId: string): void => {
    const left = (byBeacon.get(beaconId) ?? 0) - 1;
    if (left > 0) byBeacon.set(beaconId, left);
    else byBeacon.delete(beaconId);
    all -= 1;
  };
  return {
    count: () => all,
    take: (beaconId) => {
      const present = byBeacon.get(beaconId) ?? 0;
      if (all >= ofProcess || present >= ofBeacon)
        throw fault('service_unavailable', { retryAfterSeconds: 1 });
      byBeacon.set(beaconId, present + 1);
      all += 1;
      let isTaken = true;
      return () => {
        if (isTaken) release(beaconId);
        isTaken = false;
      };
    },
  };
};
