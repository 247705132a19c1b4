/** How often somebody may be wrong about a password, or about a code of a second factor. */
import type { UserPrincipal } from '@moorgate/auth';
import { networkOf as cidrOf } from '@moorgate/config';
import { DomainError, type ErrorCode, fault } from '@moorgate/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Whose password is tried, and from where. */
export interface PasswordAttempt {
  readonly username: string;
  readonly address: string | null;
}

/** Whose password is tried, and from which network, in CIDR form. */
export interface NetworkAttempt {
  readonly username: string;
  readonly network: string;
}

/** Whose secret is tried, and from where. */
export interface ClientAttempt {
  readonly clientId: string;
  readonly address: string | null;
}

/** A check that throws one of the codes for wrong passwords and codes counts as a failure; one that succeeds forgives. */
export interface LoginLimiter {
  /**
   * Runs the check of a login, unless there were too many failures: for this account from this network, from this network
   * whatever the account, or for this account from everywhere; the last does not count for a network from which the account
   * has logged in before, so that whoever guesses elsewhere does not lock its owner out. Throws `rate_limited` then, with the
   * seconds to wait. Attempts that run at once count from their beginning, so they cannot outrun the limit.
   */
  attempt<T>(attempt: PasswordAttempt, check: () => Promise<T>): Promise<T>;
  /**
   * Runs a check of the present password of somebody who has shown a credential. Only failures with credentials of the same
   * user count: not those of logins, nor those of others at the same address.
   */
  attemptAs<T>(principal: UserPrincipal, check: () => Promise<T>): Promise<T>;
  /**
   * Runs a check of the secret of an OAuth client, unless there were too many failures: for this client from this network, or
   * from this network whatever the client. Nobody guesses 256 bits, so failures elsewhere shut no client out, and what is
   * under way counts for nothing: many programs have one client.
   */
  attemptClient<T>(attempt: ClientAttempt, check: () => Promise<T>): Promise<T>;
}

/** Where a login may go on although the account is under attack. */
export interface LoginLimiterOptions {
  /** Whether the account has logged in from there before; asked only when there were too many failures elsewhere. */
  isKnown(attempt: NetworkAttempt): Promise<boolean>;
}

const windowSeconds = 300;

/** Failures in five minutes. */
const failuresMax = {
  /** For an account from one network; with one credential. */
  pair: 10,
  /** From one network, for whatever accounts. */
  network: 30,
  /** For an account from everywhere; with all credentials of a user. */
  account: 50,
} as const;

const wrong: readonly ErrorCode[] = [
  'login_failed',
  'password_wrong',
  'second_factor_failed',
  'one_time_code_wrong',
  'client_invalid',
];

interface Counter {
  readonly limiter: RateLimiterMemory;
  readonly key: string;
  /** A success takes all failures back, not this attempt alone. */
  readonly isForgiving: boolean;
}

const createCounters = (points: number, isForgiving: boolean) => {
  const limiter = new RateLimiterMemory({ points, duration: windowSeconds });
  return (key: string): Counter => ({ limiter, key, isForgiving });
};

/** The network by which failures from an address are counted. */
const networkOf = (address: string | null): string =>
  (address === null ? null : cidrOf(address)) ?? 'unknown';

/** Counts in memory, for this process. It stands before passwords only: no request with a credential asks it. */
export const createLoginLimiter = (
  { isKnown }: LoginLimiterOptions = { isKnown: () => Promise.resolve(false) },
): LoginLimiter => {
  const networks = createCounters(failuresMax.network, false);
  const pairs = createCounters(failuresMax.pair, true);
  const accounts = createCounters(failuresMax.account, false);
  const credentials = createCounters(failuresMax.pair, true);
  const users = createCounters(failuresMax.account, false);
  const clientNetworks = createCounters(failuresMax.network, false);
  const clients = createCounters(failuresMax.pair, true);

  const countersOf = async (attempt: NetworkAttempt): Promise<Counter[]> => {
    const { username, network } = attempt;
    const own = [networks(network), pairs(`${username} ${network}`)];
    const account = accounts(username);
    const isExempt = (await isSpent(account)) && (await isKnown(attempt));
    return isExempt ? own : [...own, account];
  };

  return {
    attempt: async ({ username, address }, check) => {
      const attempt = { username, network: networkOf(address) };
      return count(await countersOf(attempt), check);
    },
    attemptAs: ({ userId, credential }, check) =>
      count([credentials(credential.tokenId), users(userId)], check),
    attemptClient: ({ clientId, address }, check) => {
      const network = networkOf(address);
      return countFailures([clientNetworks(network), clients(`${clientId} ${network}`)], check);
    },
  };
};

const isSpent = async ({ limiter, key }: Counter): Promise<boolean> => {
  const state = await limiter.get(key);
  return state !== null && state.remainingPoints <= 0;
};

/** Runs the check with one point taken of each counter, which a failure keeps. */
const count = async <T>(counters: readonly Counter[], check: () => Promise<T>): Promise<T> => {
  const taken: Counter[] = [];
  for (const counter of counters) {
    const waitSeconds = await take(counter);
    if (waitSeconds !== null) {
      await giveBack(taken);
      throw fault('rate_limited', { retryAfterSeconds: waitSeconds });
    }
    taken.push(counter);
  }
  try {
    const result = await check();
    await giveBack(taken.filter(({ isForgiving }) => !isForgiving));
    for (const { limiter, key, isForgiving } of taken) if (isForgiving) await limiter.delete(key);
    return result;
  } catch (error) {
    const isWrong = error instanceof DomainError && wrong.includes(error.code);
    if (!isWrong) await giveBack(taken);
    throw error;
  }
};

/** Runs the check, unless a counter is spent, and takes a point of each when it fails. */
const countFailures = async <T>(
  counters: readonly Counter[],
  check: () => Promise<T>,
): Promise<T> => {
  for (const { limiter, key } of counters) {
    const state = await limiter.get(key);
    if (state !== null && state.remainingPoints <= 0)
      throw fault('rate_limited', { retryAfterSeconds: secondsOf(state) });
  }
  try {
    const result = await check();
    for (const { limiter, key, isForgiving } of counters)
      if (isForgiving) await limiter.delete(key);
    return result;
  } catch (error) {
    const isWrong = error instanceof DomainError && wrong.includes(error.code);
    if (isWrong) for (const counter of counters) await take(counter);
    throw error;
  }
};

/** How long to wait, in whole seconds. */
const secondsOf = ({ msBeforeNext }: RateLimiterRes): number =>
  Math.max(1, Math.ceil(msBeforeNext / 1_000));

/** Takes a point; answers the seconds to wait when there is none. */
const take = async ({ limiter, key }: Counter): Promise<number | null> => {
  try {
    await limiter.consume(key);
    return null;
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    // A refused attempt costs nothing: it would otherwise count against the next window.
    await limiter.reward(key);
    return secondsOf(refusal);
  }
};

const giveBack = async (taken: readonly Counter[]): Promise<void> => {
  for (const { limiter, key } of taken) await limiter.reward(key);
};
