/** Asking again, for as long as a call lasts, whether it still may. */
import { type LevelWatch, type WatchedLevel } from './level-watch.ts';

/** What a call stands on. */
export interface RightsInUse {
  readonly levelWatch: LevelWatch;
  readonly level: WatchedLevel;
  /** Throws once whoever asked may not any more, whatever their level; it costs no query while nothing has changed. */
  requireStill(): Promise<void>;
}

/** The rights of a call that is under way. */
export interface KeptRights {
  /** Aborted, with the reason, within a second after one of them is gone. */
  readonly signal: AbortSignal;
  stop(): void;
}

const everyMs = 400;

/** Begins to ask. */
export const keepRights = ({ levelWatch, level, requireStill }: RightsInUse): KeptRights => {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isOver = false;
  const lose = (reason: Error): void => {
    stop();
    controller.abort(reason);
  };
  const stopWatching = levelWatch.watch(level, lose);
  const stop = (): void => {
    isOver = true;
    clearTimeout(timer);
    stopWatching();
  };
  const askLater = (): void => {
    if (!isOver) timer = setTimeout(() => void requireStill().then(askLater, lose), everyMs);
  };
  askLater();
  return { signal: controller.signal, stop };
};
