/** Targets are made of what was built, and become updates that devices are given, while the admin API runs. */
import type { Context } from '@moorgate/auth';
import {
  makeTargets,
  type MakingServices,
  publishTargets,
  type PublishServices,
} from '@moorgate/targets';
import { keepWorking, type Worker } from './keep-working.ts';

/** What it works with. */
export interface TargetWork extends PublishServices, MakingServices {
  /** Told when updates may have rollouts. */
  readonly rollouts: Pick<Worker, 'wake'>;
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
 * instance may have ended before it was done.
 */
export const keepTargets = (work: TargetWork, everyMs: number = everySecondMs): Worker =>
  keepWorking({
    log: work.log,
    everyMs,
    trouble: 'targets are not published',
    round: async (isOver) => {
      await makeTargets(contextOf(work), work);
      const { done } = await publishTargets(work, isOver);
      if (done > 0) work.rollouts.wake();
      return 0;
    },
  });
