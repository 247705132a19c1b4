/** When tokens were used last: gathered, and written now and then, never in the way of a request. */
import { type TokenUse, updateTokensLastUsed } from '@moorgate/db';
import type { Context } from '../context.ts';
import { inetOf } from './inet.ts';
import type { TokenUseNote } from './token-checks.ts';

/** Takes uses. */
export interface UseLog {
  note(use: TokenUseNote): void;
  /** Writes what has been gathered. Rejects when the store does not take it; nothing is lost then. */
  flush(): Promise<void>;
  /** Writes what is left, and ends. */
  close(): Promise<void>;
}

/** What is written, and how often. */
export interface UseLogOptions extends Pick<Context, 'db' | 'log'> {
  readonly everyMs?: number;
}

const everyMsDefault = 10_000;
const rowsMax = 1_000;
const gatheredMax = 50_000;
const userAgentMax = 200;

const toRow = ({ tokenId, at, address, userAgent }: TokenUseNote): TokenUse => ({
  id: tokenId,
  at,
  address: inetOf(address),
  userAgent: userAgent?.toWellFormed().replaceAll('\u0000', '').slice(0, userAgentMax) ?? null,
});

/**
 * Begins to gather: the last use of each token, exact to ten seconds. Beyond 50,000 tokens in that time the uses of
 * further ones are not noted.
 */
export const openUseLog = ({ db, log, everyMs = everyMsDefault }: UseLogOptions): UseLog => {
  let gathered = new Map<string, TokenUseNote>();

  const writeAll = async (uses: readonly TokenUseNote[]): Promise<void> => {
    for (let from = 0; from < uses.length; from += rowsMax) {
      await updateTokensLastUsed(db, uses.slice(from, from + rowsMax).map(toRow));
    }
  };
  const flush = async (): Promise<void> => {
    const taken = gathered;
    gathered = new Map();
    try {
      // In one order everywhere, so that two processes that write the same rows never wait in a circle.
      await writeAll(
        [...taken.values()].sort((one, other) => (one.tokenId < other.tokenId ? -1 : 1)),
      );
    } catch (error) {
      gathered = new Map([...taken, ...gathered]);
      throw error;
    }
  };
  const tryFlush = (): Promise<void> =>
    flush().catch((error: unknown) => log.warn({ err: error }, 'uses of tokens were not written'));
  const timer = setInterval(() => void tryFlush(), everyMs);
  timer.unref();

  return {
    note: (use) => {
      if (gathered.size < gatheredMax || gathered.has(use.tokenId)) gathered.set(use.tokenId, use);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await tryFlush();
    },
  };
};
