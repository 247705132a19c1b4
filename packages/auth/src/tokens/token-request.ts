/** What is asked for when a token is made, and the rules of each field. */
import {
  type AskedLimits,
  checkName,
  checkNote,
  invalidField,
  parseLimits,
  type TokenLimits,
} from './token-limits.ts';

/** What a new token shall be. */
export interface TokenRequest extends AskedLimits {
  /** What the list of tokens calls it; 1 to 80 characters. */
  readonly name: string;
  /** Up to 1,000 characters, in lines. */
  readonly note?: string | undefined;
  readonly scopes: readonly string[];
  /** How many requests it is good for; as many as come, unless said. */
  readonly maxUses?: number | undefined;
  /** When it begins to be accepted; at once, unless said. */
  readonly notBefore?: Date | undefined;
  /** A year from now unless said; two years from now at most. */
  readonly expiresAt?: Date | undefined;
}

const dayMs = 86_400_000;
const lifetimeMs = 365 * dayMs;
const lifetimeMsMax = 730 * dayMs;
const usesMax = 1_000_000_000;

/** What a request limits the token to; what it does not name is left out. Throws `invalid_request`. */
export const checkRequest = (
  request: TokenRequest,
): Pick<TokenLimits, 'scopes'> & Partial<TokenLimits> => {
  const { name, note, maxUses } = request;
  checkName(name);
  if (note !== undefined) checkNote(note);
  const { scopes = [], ...rest } = parseLimits(request);
  if (maxUses !== undefined && !(Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= usesMax))
    throw invalidField('/max-uses', `must be an integer from 1 to ${usesMax}`);
  return { ...rest, scopes };
};

/** When a new token ends: no later than the one that it is made with. Throws `invalid_request`. */
export const expiryOf = (wanted: Date | undefined, now: Date, parentExpiry: Date | null): Date => {
  const latest = Math.min(now.getTime() + lifetimeMsMax, parentExpiry?.getTime() ?? Infinity);
  if (wanted === undefined) return new Date(Math.min(now.getTime() + lifetimeMs, latest));
  if (!(wanted > now)) throw invalidField('/expires-at', 'must be in the future');
  if (wanted.getTime() > latest)
    throw invalidField('/expires-at', `must not be after ${new Date(latest).toISOString()}`);
  return wanted;
};

/** When a new token begins: before it ends. Throws `invalid_request`. */
export const notBeforeOf = (wanted: Date | undefined, expiresAt: Date): Date | null => {
  if (wanted === undefined) return null;
  if (wanted < expiresAt) return wanted;
  throw invalidField('/not-before', 'must be before the token expires');
};
