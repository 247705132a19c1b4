/** What a failure of the store means to a client. */
import { isDeadlock, isUnavailable } from '@moorgate/db';
import { fault } from '@moorgate/errors';

const retryAfterSeconds = 1;

/**
 * What an error means: `service_unavailable` with the time to wait for a store that cannot be reached, or that ended the
 * transaction in favour of another; every other one stays as it is.
 */
export const storeFaultOf = (error: unknown): unknown =>
  isUnavailable(error) || isDeadlock(error)
    ? fault('service_unavailable', { retryAfterSeconds, cause: error })
    : error;

/**
 * Runs `work`; a store that cannot be reached, or that ended the transaction in favour of another, becomes
 * `service_unavailable` with the time to wait. Every other error passes as it is.
 */
export const withStoreFaults = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    throw storeFaultOf(error);
  }
};
