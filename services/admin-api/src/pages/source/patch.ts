/** A patch with what it adds and what it takes away told apart by more than its first character. */
import { html, type Html } from '../html.ts';

/** What a line is: `about` says where, and of which file. */
type LineKind = 'added' | 'removed' | 'about' | 'same';

const kinds: Readonly<Record<string, LineKind>> = { '+': 'added', '-': 'removed', '@': 'about' };

/** Neighbours of one kind, with the line feeds between and after them. */
interface Run {
  readonly kind: LineKind;
  readonly lines: string[];
}

/** Lines of content begin with a character of their own, so none of them is taken for the beginning of the next file. */
const runsOf = (patch: string): readonly Run[] => {
  const runs: Run[] = [];
  let isContent = false;
  for (const line of patch.split('\n')) {
    if (line.startsWith('@@')) isContent = true;
    else if (line.startsWith('diff ')) isContent = false;
    const kind = isContent ? (kinds[line.charAt(0)] ?? 'same') : 'about';
    const last = runs.at(-1);
    if (last?.kind === kind) last.lines.push(line);
    else runs.push({ kind, lines: [line] });
  }
  return runs;
};

/** The patch, its text unchanged. */
export const paintPatch = (patch: string): readonly Html[] => {
  const runs = runsOf(patch);
  return runs.map(({ kind, lines }, index) => {
    const text = `${lines.join('\n')}${index < runs.length - 1 ? '\n' : ''}`;
    return kind === 'same' ? html`${text}` : html`<span class="${kind}">${text}</span>`;
  });
};
