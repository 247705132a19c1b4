/** Time that stands still until a test moves it. */

/** A clock that a test sets; it satisfies the `Clock` that use cases take. */
export interface FrozenClock {
  now(): Date;
  /** Moves to an instant, backwards too. */
  set(iso: string): void;
  advance(milliseconds: number): void;
}

/** A clock that stands at an instant in ISO 8601. Throws a `RangeError` for a text that is none. */
export const frozenClock = (iso: string): FrozenClock => {
  let nowMs = instant(iso);
  return {
    now: () => new Date(nowMs),
    set: (next) => {
      nowMs = instant(next);
    },
    advance: (milliseconds) => {
      nowMs += milliseconds;
    },
  };
};

const instant = (iso: string): number => {
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${iso}`);
  return ms;
};
