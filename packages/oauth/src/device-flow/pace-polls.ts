/** Keeps devices that ask too often from the store: they hear what they heard a moment ago. */
import { DomainError, fault } from '@moorgate/errors';
import { LRUCache } from 'lru-cache';
import { pollIntervalSeconds } from './device-authorization.ts';

/** A question, and when it came. */
export interface Poll {
  readonly deviceCode: string;
  readonly at: Date;
}

/** Answers polls of one process. */
export interface PollPacer {
  /**
   * Runs the question, unless the same code was told to wait less than four seconds ago: then it is told so again. Nobody
   * is told to slow down, since known devices give up then. Throws what the question does.
   */
  pace<T>(poll: Poll, ask: () => Promise<T>): Promise<T>;
}

const quietMs = (pollIntervalSeconds - 1) * 1_000;
const heldMax = 10_000;

/** Makes one; it holds the codes of those that wait, 10,000 at most, for as long as they must not ask again. */
export const createPollPacer = (): PollPacer => {
  const askedAtMs = new LRUCache<string, number>({ max: heldMax });
  return {
    pace: async ({ deviceCode, at }, ask) => {
      const nowMs = at.getTime();
      if (nowMs - (askedAtMs.get(deviceCode) ?? -Infinity) < quietMs)
        throw fault('authorization_pending');
      try {
        return await ask();
      } catch (error) {
        if (error instanceof DomainError && error.code === 'authorization_pending')
          askedAtMs.set(deviceCode, nowMs);
        throw error;
      }
    },
  };
};
