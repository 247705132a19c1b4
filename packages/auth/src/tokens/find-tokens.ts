/** Finding tokens in text: how a leak is recognised without asking anybody. */
import { parseToken, tokenSource, type TokenTextKind } from './token-text.ts';

/** A token in a text. */
export interface FoundToken {
  readonly kind: TokenTextKind;
  readonly id: string;
  /** The whole token, secret included. */
  readonly token: string;
  /** Where it begins: characters from the beginning of the text. */
  readonly offset: number;
}

/** What scanners for secrets look for; whoever wants no false alarms compares the check too. */
export const tokenPattern = {
  pattern: tokenSource,
  example: `mgt_pat_0000000000000_${'0'.repeat(43)}_2FNiE3`,
  explanation:
    'mgt, the kind, the public id, the secret, and a check, joined by underscores. The check is the CRC-32 (IEEE 802.3) of everything before its underscore, as six digits of base 62 (0-9, A-Z, a-z), the most significant first. A text whose check does not fit is no token.',
} as const;

/** Every token in a text, in their order; what only looks like one, but has a wrong check, is left out. */
export const findTokens = (text: string): FoundToken[] => {
  const pattern = new RegExp(tokenSource, 'g');
  const found: FoundToken[] = [];
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    const [token] = match;
    const parsed = parseToken(token);
    if (parsed !== null)
      found.push({ kind: parsed.kind, id: parsed.id, token, offset: match.index });
    // One may begin inside of what only looked like one.
    else pattern.lastIndex = match.index + 1;
  }
  return found;
};

/** The text with every token in it cut down to its public part; of what only looks like one, too. */
export const redactTokens = (text: string): string =>
  text.replaceAll(new RegExp(tokenSource, 'g'), (token) => `${token.slice(0, 21)}_…`);
