/** What a text that claims to be a token says of itself, before anybody is asked. */
import type { TokenHandle } from '@moorgate/db';
import type { DerivationKeys } from '../derived-tokens/derivation-keys.ts';
import { isDerivedHex } from '../derived-tokens/derived-text.ts';
import { hashesOf, type TokenKeys } from './token-keys.ts';
import { parseToken, type TokenTextKind } from './token-text.ts';

/** How the token is found, and what is compared then. */
export interface PresentedText {
  readonly handle: TokenHandle;
  readonly secret: string;
  /** The kind that the text names; null where it names none. */
  readonly kind: TokenTextKind | null;
}

/** The keys that texts are read with. */
export interface TextKeys {
  readonly keys: TokenKeys;
  /** Without them texts without a public part are no tokens. */
  readonly derivationKeys?: DerivationKeys | undefined;
}

/** Reads a text; null for every one that is no token of ours, a wrong check included. Costs no query. */
export const readPresentedText = (
  { keys, derivationKeys }: TextKeys,
  text: string,
): PresentedText | null => {
  const token = parseToken(text);
  if (token !== null) return { handle: { id: token.id }, secret: token.secret, kind: token.kind };
  if (derivationKeys === undefined || !isDerivedHex(derivationKeys, text)) return null;
  return { handle: { hashes: hashesOf(keys, text) }, secret: text, kind: null };
};
