/** What a failure of the store means to a client. */
import { isDeadlock, isUnavailable } from '@moorgate/db';
import { fault } from '@moorgate/errors';

const retryAfterSeconds = 1;

/**
 * Runs `work`; a store that cannot be reached, or that ended the transaction in favour of another, becomes
 * `service_unavailable` with the time to wait. Every other error passes as it is.
 */
export const withStoreFaults = async <T>(work: () => Promise<T>): Promise<T> => {
  try {
    return await work();
  } catch (error) {
    if (!isUnavailable(error) && !isDeadlock(error)) throw error;
    throw fault('service_unavailable', { retryAfterSeconds, cause: error });
  }
};
