/** How many calls are under way at each engine, so that none takes the room of the others. */
import type { Engine } from '../engines/engine.ts';

/** Counts calls. */
export interface CallSlots {
  /** Null while the engine has as many as it may have; else what gives the place back, once. */
  take(engine: Engine): (() => void) | null;
}

/** Gives each engine so many places. */
export const createCallSlots = (perEngine: number): CallSlots => {
  const taken = new Map<Engine, number>();
  const change = (engine: Engine, by: number): void => {
    taken.set(engine, (taken.get(engine) ?? 0) + by);
  };
  return {
    take: (engine) => {
      if ((taken.get(engine) ?? 0) >= perEngine) return null;
      change(engine, 1);
      let isHeld = true;
      return () => {
        if (isHeld) change(engine, -1);
        isHeld = false;
      };
    },
  };
};
