/** Publishing what is due, one after the other. */
import {
  type PublicationRow,
  updateDuePublication,
  updatePublication,
  updatePublicationLease,
} from '@moorgate/db';
import { DomainError } from '@moorgate/errors';
import { publishTarget } from './publish-target.ts';
import type { PublishServices } from './publish-services.ts';

/** What a round came to. */
export interface PublishRound {
  readonly done: number;
  readonly failed: number;
}

/** For so long nobody else takes what was taken; who is at it says so again before that is over. */
const leaseMs = 30_000;
const leaseRenewalMs = 10_000;
const firstWaitMs = 5_000;
const longestWaitMs = 600_000;
const reasonCharactersMax = 1_000;

const later = ({ clock }: Pick<PublishServices, 'clock'>, ms: number): Date =>
  new Date(clock.now().getTime() + ms);

/** Twice as long after each attempt that failed. */
const waitMs = (attempts: number): number =>
  Math.min(firstWaitMs * 2 ** Math.min(attempts - 1, 20), longestWaitMs);

const reasonOf = (error: unknown): string => {
  if (!(error instanceof DomainError)) return 'It failed for a reason that the log has.';
  return (error.details.detail ?? error.message).slice(0, reasonCharactersMax);
};

const keepLease = (services: PublishServices, taken: PublicationRow): (() => void) => {
  const timer = setInterval(() => {
    // Where this fails, another instance begins the same, and one of both finds it done.
    updatePublicationLease(services.db, taken, later(services, leaseMs)).catch(() => undefined);
  }, leaseRenewalMs);
  return () => clearInterval(timer);
};

const attempt = async (services: PublishServices, taken: PublicationRow): Promise<boolean> => {
  const release = keepLease(services, taken);
  const { factory, name, tag, state, attempts } = taken;
  try {
    await publishTarget(services, taken);
    services.log.info({ factory, target: name, tag, state }, 'a target was published');
    return true;
  } catch (error) {
    const failed = { err: error, factory, target: name, tag, attempts };
    services.log.warn(failed, 'a target could not be published');
    await updatePublication(services.db, taken, {
      state: state === 'withdrawing' ? 'withdrawing' : 'failed',
      reason: reasonOf(error),
      attempt_at: later(services, waitMs(attempts)),
    });
    return false;
  } finally {
    release();
  }
};

/**
 * Publishes every target that is due, one at a time, until `isOver` says so. What fails is noted with its reason and tried again
 * later, after 5 seconds and then twice as long each time, 10 minutes at most. Several instances share the work; what one that
 * ended had begun, another begins anew half a minute later.
 */
export const publishTargets = async (
  services: PublishServices,
  isOver: () => boolean = () => false,
): Promise<PublishRound> => {
  const round = { done: 0, failed: 0 };
  while (!isOver()) {
    const window = { now: services.clock.now(), until: later(services, leaseMs) };
    const taken = await updateDuePublication(services.db, window);
    if (taken === undefined) break;
    if (await attempt(services, taken)) round.done += 1;
    else round.failed += 1;
  }
  return round;
};
