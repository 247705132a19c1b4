/** How often somebody may type a code that no device shows (RFC 8628, section 5.1). */
import type { UserPrincipal } from '@moorgate/auth';
import { networkOf } from '@moorgate/config';
import { DomainError, fault } from '@moorgate/errors';
import { RateLimiterMemory } from 'rate-limiter-flexible';

export interface CodeGuesses {
  /**
   * Runs the look-up of a code. Ten wrong ones of a user in ten minutes, or thirty from a network, whoever it is, and nobody
   * is asked any more. Throws `rate_limited` then, with the seconds to wait, and what the look-up throws.
   */
  attempt<T>(
    guess: { readonly principal: UserPrincipal; readonly address: string | null },
    lookUp: () => Promise<T>,
  ): Promise<T>;
}

const windowSeconds = 600;
const guessesMax = { user: 10, network: 30 } as const;

/** Counts in memory, for this process: of 26 thousand million codes a guess finds none. */
export const createCodeGuesses = (): CodeGuesses => {
  const users = new RateLimiterMemory({ points: guessesMax.user, duration: windowSeconds });
  const networks = new RateLimiterMemory({ points: guessesMax.network, duration: windowSeconds });
  const requireRoom = async (
    limiter: RateLimiterMemory,
    key: string,
    max: number,
  ): Promise<void> => {
    const state = await limiter.get(key);
    if (state === null || state.consumedPoints < max) return;
    throw fault('rate_limited', { retryAfterSeconds: Math.ceil(state.msBeforeNext / 1_000) });
  };
  return {
    attempt: async ({ principal, address }, lookUp) => {
      const network = (address === null ? null : networkOf(address)) ?? 'unknown';
      await requireRoom(users, principal.userId, guessesMax.user);
      await requireRoom(networks, network, guessesMax.network);
      // Counted from its beginning, so that guesses at once do not outrun the limit.
      await Promise.all([users.penalty(principal.userId), networks.penalty(network)]);
      const giveBack = () =>
        Promise.all([users.reward(principal.userId), networks.reward(network)]);
      try {
        const found = await lookUp();
        await giveBack();
        return found;
      } catch (error) {
        const isWrong = error instanceof DomainError && error.code === 'user_code_unknown';
        if (!isWrong) await giveBack();
        throw error;
      }
    },
  };
};
