/** Making a token: the row, and the hash of its secret. */
import {
  type DerivedForm,
  type DialectTerms,
  insertToken,
  insertTokenSecret,
  type SecretDerivation,
  type TokenKind,
  type Trx,
} from '@moorgate/db';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import type { Scope } from '../scopes/catalogue.ts';
import type { DerivationKeys } from '../derived-tokens/derivation-keys.ts';
import { type DerivedSecret, deriveText, drawDerivation } from '../derived-tokens/derived-text.ts';
import { drawToken, formatToken, type TokenText } from './token-text.ts';
import { inetOf } from './inet.ts';
import type { RateLimit } from './rate-limit.ts';
import { type SenderBinding, toConfirmation } from './sender-binding.ts';
import { hashSecret, type SecretHash, type TokenKeys } from './token-keys.ts';

/** A token to be made; whether it may be is decided before. What is left out is no limit. */
export interface TokenDraft {
  readonly kind: TokenKind;
  /** The API that it is made for; the native one unless said. */
  readonly dialect?: string;
  /** What that API says of it otherwise than in scopes. */
  readonly dialectTerms?: DialectTerms | null;
  readonly ownerId: string;
  readonly name: string;
  readonly note?: string | null;
  readonly scopes: readonly Scope[];
  readonly groups?: readonly string[] | null;
  readonly cidrs?: readonly string[] | null;
  readonly rateLimit?: RateLimit | null;
  readonly maxUses?: number | null;
  /** The key that its sender has to have. */
  readonly binding?: SenderBinding | null;
  /** The token that it is made with, if it is: it ends no later than that one. */
  readonly parentId: string | null;
  readonly createdAt: Date;
  readonly notBefore?: Date | null;
  /** Null: it lives until it is revoked. */
  readonly expiresAt: Date | null;
}

/** A secret that is being made: what its holder sends, and what is stored of it. */
export interface NewSecret extends SecretHash {
  readonly text: string;
  readonly derivation: SecretDerivation | null;
}

/** Which version of which token a secret is. */
export type SecretPlace = Pick<DerivedSecret, 'tokenId' | 'kind' | 'version'>;

type DrawnToken = TokenText & { readonly kind: TokenKind };

/** For a token whose text can be shown again. */
export interface TokenDerivation {
  readonly keys: DerivationKeys;
  readonly form: DerivedForm;
}

/**
 * Stores a new token and answers its id and its text. The text exists nowhere else, but can be made again with the
 * derivation keys where the token is made with them.
 */
export const mintToken = async (
  trx: Trx,
  ctx: Context,
  {
    keys,
    draft,
    derivation = null,
  }: {
    readonly keys: TokenKeys;
    readonly draft: TokenDraft;
    readonly derivation?: TokenDerivation | null;
  },
): Promise<{ id: string; text: string }> => {
  const drawn = { ...drawToken(draft.kind), kind: draft.kind };
  const { groups, binding = null, ...rest } = draft;
  await insertToken(trx, {
    note: null,
    cidrs: null,
    rateLimit: null,
    maxUses: null,
    notBefore: null,
    dialect: 'native',
    dialectTerms: null,
    ...rest,
    cnf: toConfirmation(binding),
    deviceGroups: groups ?? null,
    id: drawn.id,
    createdBy: principalName(ctx.principal),
    createdIp: inetOf(ctx.address),
  });
  const { text, ...stored } = newSecret(keys, drawn, derivation);
  await insertTokenSecret(trx, {
    tokenId: drawn.id,
    version: 1,
    ...stored,
    createdAt: draft.createdAt,
  });
  return { id: drawn.id, text };
};

/** The secret of a first version: the drawn one, or one that is derived in its place. */
const newSecret = (
  keys: TokenKeys,
  drawn: DrawnToken,
  derivation: TokenDerivation | null,
): NewSecret =>
  derivation === null
    ? drawNewSecret(keys, drawn)
    : deriveNewSecret(keys, derivation, { tokenId: drawn.id, kind: drawn.kind, version: 1 });

/** The secret of a drawn token, which nothing makes again. */
export const drawNewSecret = (keys: TokenKeys, drawn: TokenText): NewSecret => ({
  text: formatToken(drawn),
  ...hashSecret(keys, drawn.secret),
  derivation: null,
});

/** Derives the secret of a new version, under the current keys and with a new salt. */
export const deriveNewSecret = (
  keys: TokenKeys,
  { keys: derivationKeys, form }: TokenDerivation,
  place: SecretPlace,
): NewSecret => {
  const derivation = drawDerivation(derivationKeys, form);
  const { text, secret } = deriveText(derivationKeys, { ...place, ...derivation })!;
  return { text, ...hashSecret(keys, secret), derivation };
};
