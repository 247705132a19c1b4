/** Housekeeping of tokens, for as long as the admin API runs. */
import { type Context, sweepTokens } from '@moorgate/auth';
import { sweepEnrolmentTokens } from '@moorgate/devices';

const hourMs = 3_600_000;

/**
 * Warns of tokens that end, disables those that nobody uses, and deletes enrolment tokens that ended long ago: now, then once
 * an hour; logs where that fails. Several instances do it in turn. Answers what ends it, which waits for a round that is under way.
 */
export const keepTokensTidy = (
  services: Pick<Context, 'db' | 'confirmations' | 'clock' | 'log'>,
): (() => Promise<void>) => {
  let running: Promise<void> = Promise.resolve();
  const sweep = (): void => {
    running = running
      .then(() => sweepTokens(services))
      .then(() => sweepEnrolmentTokens(services))
      .catch((error: unknown) => {
        services.log.warn({ err: error }, 'the housekeeping of tokens failed');
      });
  };
  sweep();
  const timer = setInterval(sweep, hourMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
};
