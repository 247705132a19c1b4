/** Splitting a command into words as a POSIX shell does, without expanding anything. */

interface Splitting {
  readonly words: string[];
  /** The word that is being read; null between two. */
  word: string | null;
  quote: '"' | "'" | null;
}

const endWord = (state: Splitting): void => {
  if (state.word !== null) state.words.push(state.word);
  state.word = null;
};

const add = (state: Splitting, character: string): void => {
  state.word = (state.word ?? '') + character;
};

/** Inside double quotes a backslash is one unless it stands before one of these. */
const isEscape = (quote: Splitting['quote'], next: string): boolean =>
  quote === null || (quote === '"' && (next === '"' || next === '\\'));

const readPlain = (state: Splitting, character: string): void => {
  if (/\s/.test(character)) endWord(state);
  else if (character === '"' || character === "'") {
    state.quote = character;
    add(state, '');
  } else add(state, character);
};

/** The words; null for a quotation, or an escape, that does not end. */
export const splitWords = (text: string): readonly string[] | null => {
  const state: Splitting = { words: [], word: null, quote: null };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    const next = text.charAt(index + 1);
    if (character === '\\' && isEscape(state.quote, next)) {
      if (next === '') return null;
      add(state, next);
      index += 1;
    } else if (state.quote === null) readPlain(state, character);
    else if (character === state.quote) state.quote = null;
    else add(state, character);
  }
  endWord(state);
  return state.quote === null ? state.words : null;
};
