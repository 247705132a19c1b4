/** Noticing that somebody may not use a beacon any more, for all who are connected at once. */
import { type Db, listHeldBeaconLevels } from '@moorgate/db';
import { fault } from '@moorgate/errors';

/** Whose level on which beacon. */
export interface WatchedLevel {
  readonly beaconId: string;
  readonly userId: string;
}

/** Watches over levels while something lasts that they allow. */
export interface LevelWatch {
  /**
   * Calls `onLost` once, with the reason, when the level is gone, or when that cannot be known. Answers what ends it.
   */
  watch(level: WatchedLevel, onLost: (reason: Error) => void): () => void;
}

/** With the time of one question, a level that is taken away ends what it allowed within a second. */
const everyMs = 400;

type Watcher = (reason: Error) => void;

const keyOf = ({ beaconId, userId }: WatchedLevel): string => `${beaconId} ${userId}`;

interface Watched {
  readonly level: WatchedLevel;
  readonly watchers: Set<Watcher>;
}

/** Makes what watches: one question to the store for all of them, and none while there is nothing to watch. */
export const createLevelWatch = (db: Db): LevelWatch => {
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | null = null;

  const end = (key: string, reason: Error): void => {
    const watchers = watched.get(key)?.watchers ?? [];
    watched.delete(key);
    for (const watcher of watchers) watcher(reason);
  };

  const look = async (): Promise<void> => {
    const asked = [...watched];
    try {
      const held = await listHeldBeaconLevels(
        db,
        asked.map(([, { level }]) => level),
      );
      const present = new Set(held.map(keyOf));
      for (const [key] of asked) if (!present.has(key)) end(key, fault('beacon_forbidden'));
    } catch (cause) {
      for (const [key] of asked) end(key, fault('service_unavailable', { cause }));
    }
  };

  const lookLater = (): void => {
    timer ??= setTimeout(() => {
      void look().then(() => {
        timer = null;
        if (watched.size > 0) lookLater();
      });
    }, everyMs);
  };

  return {
    watch: (level, onLost) => {
      const key = keyOf(level);
      const entry = watched.get(key) ?? { level, watchers: new Set() };
      watched.set(key, entry);
      entry.watchers.add(onLost);
      lookLater();
      return () => {
        entry.watchers.delete(onLost);
        if (entry.watchers.size === 0 && watched.get(key) === entry) watched.delete(key);
      };
    },
  };
};
