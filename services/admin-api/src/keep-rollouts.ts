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
const restMs = 30_000;

/**
 * Assigns what there is to assign: now, whenever it is woken, and every second, since devices report tags to gateways and
 * another instance may have ended before it was done. One round at a time. Where a rollout fails it is tried again half a minute
 * later, or when something else is to be done; where rounds fail, that is logged once.
 */
export const keepRollouts = (
  services: AdvanceServices,
  everyMs: number = everySecondMs,
): RolloutWorker => {
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isFailing = false;
  let isOver = false;
  let restsUntilMs = 0;
  const round = async (): Promise<void> => {
    try {
      do {
        isWoken = false;
        const { failed } = await advanceRollouts(services);
        restsUntilMs = failed === 0 ? 0 : performance.now() + restMs;
      } while (isWoken && !isOver);
      isFailing = false;
    } catch (error) {
      if (!isFailing) services.log.warn({ err: error }, 'rollouts do not advance');
      isFailing = true;
    }
  };
  const wake = (): void => {
    if (isOver) return;
    isWoken = true;
    running ??= round().finally(() => {
      running = null;
      if (isWoken && !isFailing) wake();
    });
  };
  wake();
  const timer = setInterval(() => {
    if (performance.now() >= restsUntilMs) wake();
  }, everyMs);
  return {
    wake,
    close: async () => {
      isOver = true;
      clearInterval(timer);
      await running;
    },
  };
};
