/** Targets are made of what was built, and become updates that devices are given, while the admin API runs. */
import type { Context } from '@moorgate/auth';
import {
  makeTargets,
  type MakingServices,
  publishTargets,
  type PublishServices,
} from '@moorgate/targets';
import type { RolloutWorker } from './keep-rollouts.ts';

/** What publishes targets. */
export interface TargetWorker {
  /** Says that there is something to do; it begins at once, or after what is under way. */
  wake(): void;
  /** Ends it, after the target that is under way. */
  close(): Promise<void>;
}

/** What it works with. */
export interface TargetWork extends PublishServices, MakingServices {
  /** Told when updates may have rollouts. */
  readonly rollouts: Pick<RolloutWorker, 'wake'>;
}

const everySecondMs = 1_000;

const contextOf = ({ db, confirmations, clock, log }: TargetWork): Context => ({
  ...{ db, confirmations, clock, log },
  principal: { kind: 'system', name: 'targets' },
  requestId: null,
  address: null,
});

/**
 * Makes and publishes what there is: now, whenever it is woken, and every second, since builds end without a word and another
 * instance may have ended before it was done. One round at a time. Where rounds fail, that is logged once.
 */
export const keepTargets = (work: TargetWork, everyMs: number = everySecondMs): TargetWorker => {
  let running: Promise<void> | null = null;
  let isWoken = false;
  let isFailing = false;
  let isOver = false;
  const round = async (): Promise<void> => {
    try {
      do {
        isWoken = false;
        await makeTargets(contextOf(work), work);
        const { done } = await publishTargets(work, () => isOver);
        if (done > 0) work.rollouts.wake();
      } while (isWoken && !isOver);
      isFailing = false;
    } catch (error) {
      if (!isFailing) work.log.warn({ err: error }, 'targets are not published');
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
