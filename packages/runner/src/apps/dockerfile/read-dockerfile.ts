/** Reads a Dockerfile as far as it takes to know what an engine would fetch for it (Dockerfile reference). */

/** One instruction, with the lines that it is written on. */
export interface Instruction {
  /** In capitals; `ONBUILD` is taken off, since what it holds back is carried out all the same. */
  readonly keyword: string;
  readonly isOnBuild: boolean;
  /** What follows the keyword, with continued lines joined. */
  readonly rest: string;
  /** Its first line, and the line after its last one. */
  readonly from: number;
  readonly to: number;
}

/** A Dockerfile. */
export interface Dockerfile {
  readonly lines: readonly string[];
  readonly instructions: readonly Instruction[];
  /**
   * Lines that go on with an instruction here and would begin one by themselves: engines differ in what ends a line, so that
   * for another version they may be instructions.
   */
  readonly doubtful: readonly Instruction[];
}

const directive = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(.+?)\s*$/;

/** Directives are the first lines; the first line that is none ends them. */
const escapeOf = (lines: readonly string[]): string => {
  for (const line of lines) {
    const [, name, value] = directive.exec(line) ?? [];
    if (name === undefined) return '\\';
    if (name.toLowerCase() === 'escape') return value ?? '\\';
  }
  return '\\';
};

const isComment = (line: string): boolean => line.trimStart().startsWith('#');

const instructionOf = (text: string, from: number, to: number): Instruction | null => {
  const [, first = '', rest = ''] = /^\s*(\S+)\s*([^]*)$/.exec(text) ?? [];
  if (first === '') return null;
  const keyword = first.toUpperCase();
  if (keyword !== 'ONBUILD') return { keyword, isOnBuild: false, rest: rest.trim(), from, to };
  const inner = instructionOf(rest, from, to);
  return inner === null ? null : { ...inner, isOnBuild: true };
};

interface Reading {
  readonly lines: readonly string[];
  readonly escape: string;
  readonly doubtful: Instruction[];
}

/** Without the character that continues a line; null where there is none. */
const continuedPart = (line: string, escape: string): string | null => {
  const trimmed = line.replace(/[ \t]+$/, '');
  return trimmed.endsWith(escape) ? trimmed.slice(0, -escape.length) : null;
};

const readInstruction = (
  { lines, escape, doubtful }: Reading,
  from: number,
): { readonly text: string; readonly to: number } => {
  let text = '';
  let at = from;
  let goesOn = true;
  while (goesOn && at < lines.length) {
    const line = lines[at]!;
    at += 1;
    if (at - 1 > from) {
      if (isComment(line) || line.trim() === '') continue;
      const other = instructionOf(line, at - 1, at);
      if (other !== null) doubtful.push(other);
    }
    const part = continuedPart(line, escape);
    goesOn = part !== null;
    text += part ?? line;
  }
  return { text, to: at };
};

/** Reads the text; what is no instruction for an engine is one here too, and refused by it. */
export const readDockerfile = (text: string): Dockerfile => {
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const reading: Reading = { lines, escape: escapeOf(lines), doubtful: [] };
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length;) {
    if (isComment(lines[at]!) || lines[at]!.trim() === '') {
      at += 1;
      continue;
    }
    const { text: joined, to } = readInstruction(reading, at);
    const instruction = instructionOf(joined, at, to);
    if (instruction !== null) instructions.push(instruction);
    at = to;
  }
  return { lines, instructions, doubtful: reading.doubtful };
};
