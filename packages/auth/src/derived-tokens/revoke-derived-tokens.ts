/** Revoking tokens of a dialect: one's own, one or many, and whichever one somebody has. */
import {
  type DialectTerms,
  listDialectTerms,
  lockUserPasswordById,
  lockTokenById,
  type Trx,
  updateTokensRevoked,
} from '@moorgate/db';
import { recordAudits } from '../audit/record-audit.ts';
import { commitChange } from '../commit-change.ts';
import type { Context } from '../context.ts';
import { announceTokens, revokeWithDescendants } from '../tokens/revoke-token.ts';
import type { TextKeys } from '../tokens/read-presented-text.ts';
import type { UserContext } from './derived-token.ts';
import { findTokenIdByText } from './find-token-by-text.ts';

/** Which tokens of whoever asks: the one of an id, or those whose terms fit. */
export type DerivedRevocation = { readonly dialect: string } & (
  { readonly id: string } | { readonly fits: (terms: DialectTerms | null) => boolean }
);

/**
 * Revokes the tokens of whoever asks that fit, ended ones too, with whatever was made with one of them; when it returns,
 * none is accepted anywhere. Answers how many that were; none is no fault. Throws `committed_unconfirmed`.
 */
export const revokeDerivedTokens = (
  ctx: UserContext,
  revocation: DerivedRevocation,
): Promise<number> =>
  commitChange(ctx, async (trx, announce) => {
    const { userId: ownerId, username } = ctx.principal;
    // Locked, so that none is made meanwhile.
    await lockUserPasswordById(trx, ownerId);
    const ids = await listIds(trx, ownerId, revocation);
    if (ids.length === 0) return 0;
    const reason = 'revoked';
    const selection = { ownerId, dialect: revocation.dialect, ids, now: null };
    const ending = { at: ctx.clock.now(), by: username, reason };
    const revoked = await updateTokensRevoked(trx, selection, ending);
    const records = revoked.map((targetId) => ({
      action: 'token.revoked',
      targetKind: 'token',
      targetId,
      after: { reason },
    }));
    await recordAudits(trx, ctx, records);
    announceTokens(announce, revoked);
    return revoked.length;
  });

const listIds = async (
  trx: Trx,
  ownerId: string,
  revocation: DerivedRevocation,
): Promise<string[]> => {
  if ('id' in revocation) return [revocation.id];
  const { dialect, fits } = revocation;
  const rows = await listDialectTerms(trx, { ownerId, dialect });
  return rows.filter(({ dialect_terms: terms }) => fits(terms)).map(({ id }) => id);
};

/**
 * Revokes the token that a text is of, if it is one of the dialect and lives, with whatever was made with it: to have it is
 * enough, as for RFC 7009, 2.1. Answers whether there was something to revoke. Throws `committed_unconfirmed`.
 */
export const revokeTokenByText = async (
  surroundings: Omit<Context, 'principal'>,
  keys: TextKeys,
  token: { readonly dialect: string; readonly text: string },
): Promise<boolean> => {
  const id = await findTokenIdByText(surroundings, keys, token.text);
  if (id === null) return false;
  const ctx: Context = { ...surroundings, principal: { kind: 'system', name: 'holder of token' } };
  return commitChange(ctx, async (trx, announce) => {
    const row = await lockTokenById(trx, id);
    if (row?.dialect !== token.dialect) return false;
    const ids = await revokeWithDescendants(trx, ctx, { id, reason: 'revoked by its holder' });
    announceTokens(announce, ids);
    return ids.length > 0;
  });
};
