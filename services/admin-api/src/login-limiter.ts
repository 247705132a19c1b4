/** How often somebody may be wrong about a password. */
import { isIPv6 } from 'node:net';
import { DomainError, type ErrorCode, fault } from '@moorgate/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Whose password is tried, and from where. */
export interface PasswordAttempt {
  readonly username: string;
  readonly address: string | null;
}

export interface LoginLimiter {
  /**
   * Runs `check`, unless there were too many wrong passwords for this account or from this address: then throws
   * `rate_limited` with the seconds to wait. A `check` that throws `login_failed` or `password_wrong` counts, one that
   * succeeds forgives the account. Attempts that run at once count from their beginning, so they cannot outrun the limit.
   */
  attempt<T>(attempt: PasswordAttempt, check: () => Promise<T>): Promise<T>;
}

const windowSeconds = 300;
const accountFailuresMax = 10;
const addressFailuresMax = 30;
const wrongPassword: readonly ErrorCode[] = ['login_failed', 'password_wrong'];

/**
 * Counts in memory, 10 failures for an account and 30 for an address in five minutes. It stands before passwords only: who
 * has a token or a session is never kept waiting, however often others guess.
 */
export const createLoginLimiter = (): LoginLimiter => {
  const accounts = new RateLimiterMemory({ points: accountFailuresMax, duration: windowSeconds });
  const addresses = new RateLimiterMemory({ points: addressFailuresMax, duration: windowSeconds });
  return {
    attempt: async ({ username, address }, check) => {
      const network = networkOf(address);
      await spend(addresses, network);
      await spend(accounts, username);
      try {
        const result = await check();
        await Promise.all([addresses.reward(network), accounts.delete(username)]);
        return result;
      } catch (error) {
        const isWrong = error instanceof DomainError && wrongPassword.includes(error.code);
        if (!isWrong) await Promise.all([addresses.reward(network), accounts.reward(username)]);
        throw error;
      }
    },
  };
};

const spend = async (limiter: RateLimiterMemory, key: string): Promise<void> => {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    throw fault('rate_limited', { retryAfterSeconds: Math.ceil(refusal.msBeforeNext / 1_000) });
  }
};

/** Who has one IPv6 address has 2^64 of them, so those are counted by network. */
const networkOf = (address: string | null): string => {
  if (address === null || !isIPv6(address)) return address ?? 'unknown';
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const groups = head === '' ? [] : head.split(':');
  const missing = tail === undefined ? 0 : 8 - groups.length - tail.split(':').length;
  return [...groups, ...Array<string>(Math.max(0, missing)).fill('0')].slice(0, 4).join(':');
};
