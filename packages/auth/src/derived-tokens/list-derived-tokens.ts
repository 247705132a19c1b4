/** Looking at one's own tokens of a dialect that shows them again. */
import {
  type Db,
  findDialectTokenById,
  findTokenById,
  listUsableDialectTokens,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { limitsOf, type TokenLimits } from '../tokens/token-limits.ts';
import {
  type DerivedToken,
  derivedTokenFrom,
  type DerivedTokenServices,
  type UserContext,
} from './derived-token.ts';

/** More than the newest of so many are not listed; they work and are revoked like all others. */
const listedMax = 1_000;

/** What the token that asks is limited to; null for a login, which is the user. */
export const askingLimits = async (
  db: Db,
  { principal }: Pick<UserContext, 'principal'>,
): Promise<TokenLimits | null> => {
  const { kind, tokenId } = principal.credential;
  if (kind !== 'token') return null;
  const row = await findTokenById(db, tokenId);
  if (row === undefined) throw fault('credentials_invalid');
  return limitsOf(row);
};

/**
 * Lists the tokens that whoever asks has for the dialect and can use now, newest first, 1,000 at most. Those that a token
 * which asks could not have made are there without their text.
 */
export const listDerivedTokens = async (
  ctx: UserContext,
  services: DerivedTokenServices,
  dialect: string,
): Promise<DerivedToken[]> => {
  const owner = { ownerId: ctx.principal.userId, dialect };
  const page = { now: ctx.clock.now(), limit: listedMax };
  const rows = await listUsableDialectTokens(ctx.db, owner, page);
  return rows.map(derivedTokenFrom(services, await askingLimits(ctx.db, ctx)));
};

/**
 * Finds one of them, which may have expired or be disabled. Throws `token_not_found`, for a token of somebody else or of
 * another dialect, and for one that was revoked, as for one that does not exist.
 */
export const findDerivedToken = async (
  ctx: UserContext,
  services: DerivedTokenServices,
  token: { readonly dialect: string; readonly id: string },
): Promise<DerivedToken> => {
  const owner = { ownerId: ctx.principal.userId, dialect: token.dialect };
  const asked = { id: token.id, now: ctx.clock.now() };
  const row = await findDialectTokenById(ctx.db, owner, asked);
  if (row === undefined) throw fault('token_not_found');
  return derivedTokenFrom(services, await askingLimits(ctx.db, ctx))(row);
};
