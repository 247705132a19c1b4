/** Shell patterns for names of devices, as regular expressions of PostgreSQL. */
import { labelRules } from '../labels/label-rules.ts';

/** What names and UUIDs consist of; the hyphen is last, where it means itself in a set. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-';

/** Matches nothing. */
const nothing = '(?!x)x';

const anyOf = (characters: readonly string[]): string =>
  characters.length === 0 ? nothing : `[${characters.join('')}]`;

const isInSet = (character: string, members: string): boolean =>
  [...members.matchAll(/(.)-(.)|(.)/gs)].some(([, from, to, single]) =>
    single === undefined ? from! <= character && character <= to! : single === character,
  );

/** A set in brackets as a regular expression, and its length; null where no set begins. */
const readSet = (text: string): { readonly pattern: string; readonly length: number } | null => {
  const match = /^\[([!^]?)(\]?[^\]]*)\]/.exec(text);
  if (match === null) return null;
  const [whole, negation, members] = match;
  const isMeant = (character: string): boolean =>
    isInSet(character, members!) === (negation === '');
  return { pattern: anyOf([...alphabet].filter(isMeant)), length: whole.length };
};

interface Part {
  readonly pattern: string;
  readonly length: number;
  readonly isLiteral: boolean;
}

const readPart = (text: string): Part => {
  const character = text.charAt(0);
  const special = { '*': '.*', '?': '.' }[character];
  if (special !== undefined) return { pattern: special, length: 1, isLiteral: false };
  const set = character === '[' ? readSet(text) : null;
  if (set !== null) return { ...set, isLiteral: false };
  const pattern = alphabet.includes(character) ? anyOf([character]) : nothing;
  return { pattern, length: 1, isLiteral: true };
};

const namePrefix = new RegExp(labelRules.namePattern);

/** What a pattern means to the store. */
export interface NameGlob {
  readonly pattern: string;
  /** What whatever matches begins with, where that can be the beginning of a name. */
  readonly begins: string | undefined;
}

/**
 * A shell pattern (POSIX.1-2017, XCU 2.13) as a regular expression: `*` is anything, `?` one character, and `[a-c]` or
 * `[!a-c]` one of a set. Whatever no name can consist of matches nothing.
 */
export const readNameGlob = (glob: string): NameGlob => {
  const parts: string[] = [];
  let literals = 0;
  let isLiteral = true;
  for (let rest = glob; rest !== '';) {
    const part = readPart(rest);
    parts.push(part.pattern);
    isLiteral &&= part.isLiteral;
    if (isLiteral) literals += 1;
    rest = rest.slice(part.length);
  }
  const begins = glob.slice(0, literals);
  const isOfName = namePrefix.test(begins);
  return { pattern: `^${parts.join('')}$`, begins: isOfName ? begins : undefined };
};
