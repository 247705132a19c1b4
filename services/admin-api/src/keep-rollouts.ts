/** Rollouts that were asked for are committed, and devices that come to fit open ones are included, while the admin API runs. */
import { type AdvanceServices, advanceRollouts } from '@moorgate/delivery';

/** What assigns devices. */
export interface RolloutWorker {
  /** Says that there is something to do; it begins at once, or after what is under way. */
  wake(): void;
  /** Ends it, after what is under way. */
  close(): Promise<void>;
}

const everySecondMs = 1_000;

/**
 * Assigns what there is to assign: now, whenever it is woken, and every second, since devices report tags to gateways and
 * another instance may have ended before it was done. One round at a time; logs once where rounds begin to fail.
 */
export const keepRollouts = (
  services: AdvanceServices,
  everyMs: number = everySecondMs,
): RolloutWorker => {
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isFailing = false;
  let isOver = false;
  const round = async (): Promise<void> => {
    try {
      do {
        isWoken = false;
        await advanceRollouts(services);
      } while (isWoken && !isOver);
      isFailing = false;
    } catch (error) {
      if (!isFailing) services.log.warn({ err: error }, 'rollouts do not advance');
      isFailing = true;
    }
  };
  const wake = (): void => {
    isWoken = true;
    if (isOver) return;
    running ??= round().finally(() => {
      running = null;
      if (isWoken) wake();
    });
  };
  wake();
  const timer = setInterval(wake, everyMs);
  return {
    wake,
    close: async () => {
      isOver = true;
      clearInterval(timer);
      await running;
    },
  };
};
