/** Time, as something that is passed in. */

/** Tells the wall-clock time. */
export interface Clock {
  now(): Date;
}

/** The clock of the machine. */
export const systemClock: Clock = { now: () => new Date() };
