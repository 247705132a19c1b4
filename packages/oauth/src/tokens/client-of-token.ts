/** Which client a token was issued to. */
import type { Context } from '@moorgate/auth';
import { findTokenById, type TokenRow } from '@moorgate/db';

/** Exchanges may have put so many tokens between one and its client; more than anybody needs. */
const depthMax = 16;

/**
 * The client among what the token was made with, the nearest first; null for a token that no client got. A token that was
 * exchanged is of the client that exchanged it.
 */
export const clientIdOf = async (
  { db }: Pick<Context, 'db'>,
  token: TokenRow,
): Promise<string | null> => {
  let row: TokenRow | undefined = token;
  for (let depth = 0; row !== undefined && depth < depthMax; depth += 1) {
    const exchangedBy = row.dialect_terms?.['client'];
    if (row.kind === 'app') return row.id;
    if (typeof exchangedBy === 'string') return exchangedBy;
    row = row.parent_id === null ? undefined : await findTokenById(db, row.parent_id);
  }
  return null;
};
