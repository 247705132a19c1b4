/** Making a token: the row, and the hash of its secret. */
import { insertToken, insertTokenSecret, type TokenKind, type Trx } from '@moorgate/db';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { drawToken, formatToken } from './token-text.ts';
import { inetOf } from './inet.ts';
import type { RateLimit } from './rate-limit.ts';
import { hashSecret, type TokenKeys } from './token-keys.ts';

/** A token to be made; whether it may be is decided before. What is left out is no limit. */
export interface TokenDraft {
  readonly kind: TokenKind;
  readonly ownerId: string;
  readonly name: string;
  readonly note?: string | null;
  readonly scopes: readonly Scope[];
  readonly groups?: readonly string[] | null;
  readonly cidrs?: readonly string[] | null;
  readonly rateLimit?: RateLimit | null;
  readonly maxUses?: number | null;
  /** The token that it is made with, if it is: it ends no later than that one. */
  readonly parentId: string | null;
  readonly createdAt: Date;
  readonly notBefore?: Date | null;
  readonly expiresAt: Date;
}

/** Stores a new token and answers its id and its text. The text exists nowhere else. */
export const mintToken = async (
  trx: Trx,
  ctx: Context,
  { keys, draft }: { readonly keys: TokenKeys; readonly draft: TokenDraft },
): Promise<{ id: string; text: string }> => {
  const drawn = drawToken(draft.kind);
  const { groups, ...rest } = draft;
  await insertToken(trx, {
    note: null,
    cidrs: null,
    rateLimit: null,
    maxUses: null,
    notBefore: null,
    ...rest,
    deviceGroups: groups ?? null,
    id: drawn.id,
    dialect: 'native',
    createdBy: principalName(ctx.principal),
    createdIp: inetOf(ctx.address),
  });
  await insertTokenSecret(trx, {
    tokenId: drawn.id,
    version: 1,
    ...hashSecret(keys, drawn.secret),
    createdAt: draft.createdAt,
  });
  return { id: drawn.id, text: formatToken(drawn) };
};
