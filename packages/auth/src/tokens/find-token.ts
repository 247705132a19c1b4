/** Looking at one token. */
import { findTokenById } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { type Token, tokenFromRow } from './token.ts';
import { requireVisible } from './token-reach.ts';

/**
 * The token of this id, ended or not: one's own, one of a service account that one answers for, or with `tokens:read` any;
 * sessions are no tokens here. Throws `token_not_found`.
 */
export const findToken = async (ctx: Context, id: string): Promise<Token> => {
  const row = requireVisible(ctx.principal, await findTokenById(ctx.db, id), 'tokens:read');
  if (row.kind === 'ses') throw fault('token_not_found');
  return tokenFromRow(row, ctx.clock.now());
};
