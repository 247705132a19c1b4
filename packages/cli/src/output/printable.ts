/** Text of others on a terminal: what devices and people wrote may hold characters that move its cursor or hide words. */

/** Controls, C1 controls among them, line separators, and what turns the direction of writing. */
const unprintable =
  /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The text in one line, with every such character written as `\uXXXX`. */
export const printable = (text: string): string => text.replace(unprintable, escaped);

/** A document of several lines likewise; in JSON the escapes mean the same characters. */
export const printableLines = (text: string): string =>
  text.replace(unprintable, (character) => (character === '\n' ? '\n' : escaped(character)));
