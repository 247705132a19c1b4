/** What is asked for when a token is made, and the rules of each field. */
import { parseScopes } from '../users/user.ts';
import {
  checkLists,
  checkName,
  checkNote,
  invalidField,
  type TokenLimits,
} from './token-limits.ts';

/** What a new token shall be. */
export interface TokenRequest {
  /** What the list of tokens calls it; 1 to 80 characters. */
  readonly name: string;
  /** Up to 1,000 characters, in lines. */
  readonly note?: string | undefined;
  readonly scopes: readonly string[];
  /** The only groups whose devices it is for: 1 to 100. */
  readonly groups?: readonly string[] | undefined;
  /** The only addresses and networks that it may be used from: 1 to 100. */
  readonly cidrs?: readonly string[] | undefined;
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

type AskedLimits = Pick<TokenLimits, 'scopes'> & Partial<Pick<TokenLimits, 'groups' | 'cidrs'>>;

/** The limits that a request asks for; those that it does not name are left out. Throws `invalid_request`. */
export const checkRequest = (request: TokenRequest): AskedLimits => {
  const { name, note, groups, cidrs, maxUses } = request;
  checkName(name);
  if (note !== undefined) checkNote(note);
  if (request.scopes.length === 0) throw invalidField('/scopes', 'must name at least one scope');
  checkLists({ groups, cidrs });
  if (maxUses !== undefined && !(Number.isInteger(maxUses) && maxUses >= 1 && maxUses <= usesMax))
    throw invalidField('/max-uses', `must be an integer from 1 to ${usesMax}`);
  return {
    scopes: parseScopes(request.scopes),
    ...(groups === undefined ? {} : { groups: [...new Set(groups)].sort() }),
    ...(cidrs === undefined ? {} : { cidrs: [...new Set(cidrs)] }),
  };
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
