/** Rollouts that were asked for are committed, and devices that come to fit open ones are included, while the admin API runs. */
import { type AdvanceServices, advanceRollouts } from '@moorgate/delivery';
import { keepWorking, type Worker } from './keep-working.ts';

const everySecondMs = 1_000;
const restMs = 30_000;

/**
 * Assigns what there is to assign: now, whenever it is woken, and every second, since devices report tags to gateways and
 * another instance may have ended before it was done. Where a rollout fails it is tried again half a minute later, or when
 * something else is to be done.
 */
export const keepRollouts = (services: AdvanceServices, everyMs: number = everySecondMs): Worker =>
  keepWorking({
    log: services.log,
    everyMs,
    trouble: 'rollouts do not advance',
    round: async () => {
      const { failed } = await advanceRollouts(services);
      return failed === 0 ? 0 : restMs;
    },
  });
