/** The present, as far as the words on the screen have to follow it. */
import { useSyncExternalStore } from 'react';

/** How often words like "two minutes ago" are looked at: the present of the screen is no older. */
export const presentSeconds = 5;

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

let now = nowSeconds();
const listeners = new Set<() => void>();
let timer: number | undefined;

const tick = (): void => {
  now = nowSeconds();
  for (const listener of listeners) listener();
};

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  timer ??= window.setInterval(tick, presentSeconds * 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
};

/** Unix seconds, the same for everything on the screen, a few seconds old at most while something follows them. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => now);
