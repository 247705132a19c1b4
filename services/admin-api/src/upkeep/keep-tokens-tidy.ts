/** Housekeeping of tokens, for as long as the admin API runs. */
import { type Context, sweepTokens } from '@moorgate/auth';
import { sweepEnrolmentTokens } from '@moorgate/devices';
import { repeat } from './repeat.ts';

const hourMs = 3_600_000;

/**
 * Warns of tokens that end, disables those that nobody uses, and deletes enrolment tokens that ended long ago: now, then once
 * an hour; logs where that fails. Several instances do it in turn. Answers what ends it, which waits for a round that is under way.
 */
export const keepTokensTidy = (
  services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
): (() => Promise<void>) =>
  repeat({
    log: services.log,
    everyMs: hourMs,
    trouble: 'the housekeeping of tokens failed',
    work: async () => {
      await sweepTokens(services);
      await sweepEnrolmentTokens(services);
    },
  });
