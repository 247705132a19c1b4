/** Makes what a script printed harmless to whoever reads it in a terminal or a page. */

/** Takes text in pieces, wherever they end; what it returned before is never taken back. */
export interface TextFilter {
  write(text: string): string;
  /** What was held back, at the end. */
  end(): string;
}

/**
 * Sequences of a terminal (ECMA-48): those with an end of their own (OSC, DCS, SOS, PM, APC), control sequences (CSI), and
 * short ones. One that is longer than its bound is no sequence: its first character is then shown for what it is.
 */
const sequence =
  /^\u001b(?:[\]PX^_][^\u0007\u001b]{0,1024}(?:\u0007|\u001b\\)|\[[0-?]{0,64}[ -/]{0,8}[@-~]|[ -/]{1,8}[0-~]|[0-OQ-WYZ`-~])/;

/** A sequence of which more may come. */
const unfinished =
  /^\u001b(?:[\]PX^_][^\u0007\u001b]{0,1024}\u001b?|\[[0-?]{0,64}[ -/]{0,8}|[ -/]{0,8})$/;

/** Everything that is neither a line feed, nor a tab, nor shown: C0 and C1 controls, DEL, and what turns text around. */
const special =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

/** As editors show them: `^G` for the bell; others by their number. */
const shown = (character: string): string => {
  const code = character.charCodeAt(0);
  if (code < 0x20) return `^${String.fromCharCode(code + 0x40)}`;
  return code === 0x7f ? '^?' : `<U+${code.toString(16).toUpperCase().padStart(4, '0')}>`;
};

interface Step {
  /** What becomes of the beginning of the text; null where that depends on what follows. */
  readonly text: string;
  readonly length: number;
}

const readEscape = (rest: string, isLast: boolean): Step | null => {
  const [whole] = sequence.exec(rest) ?? [];
  if (whole !== undefined) return { text: '', length: whole.length };
  if (!isLast && unfinished.test(rest)) return null;
  return { text: '^[', length: 1 };
};

/** A carriage return and a line feed are one end of a line; a carriage return alone, as progress bars print it, is one too. */
const readReturn = (rest: string, isLast: boolean): Step | null => {
  if (rest.length === 1 && !isLast) return null;
  return { text: '\n', length: rest[1] === '\n' ? 2 : 1 };
};

const readSpecial = (rest: string, isLast: boolean): Step | null => {
  const first = rest.charAt(0);
  if (first === '\u001b') return readEscape(rest, isLast);
  if (first === '\r') return readReturn(rest, isLast);
  return { text: shown(first), length: 1 };
};

/**
 * Keeps line feeds and tabs. Sequences of a terminal are left out, ends of lines become line feeds, and every other control
 * character, what changes the direction of text among them, becomes a visible mark. Holds back no more than one unfinished
 * sequence.
 */
export const createHarmlessText = (): TextFilter => {
  let held = '';
  const take = (text: string, isLast: boolean): string => {
    let rest = held + text;
    const parts: string[] = [];
    held = '';
    for (;;) {
      const at = rest.search(special);
      if (at === -1) return parts.join('') + rest;
      parts.push(rest.slice(0, at));
      rest = rest.slice(at);
      const step = readSpecial(rest, isLast);
      if (step === null) {
        held = rest;
        return parts.join('');
      }
      parts.push(step.text);
      rest = rest.slice(step.length);
    }
  };
  return { write: (text) => take(text, false), end: () => take('', true) };
};
