/** Takes secrets out of a stream of text, wherever its pieces end. */
import type { TextFilter } from './harmless-text.ts';

/** What stands in the place of a secret. */
export const secretMark = '[secret]';

interface Span {
  readonly from: number;
  readonly to: number;
}

/** From where on the text may be the beginning of a form that goes on with what follows; its length where there is none. */
const undecidedFrom = (text: string, forms: readonly string[]): number => {
  let from = text.length;
  for (const form of forms) {
    const first = form.charAt(0);
    let at = text.indexOf(first, Math.max(0, text.length - form.length + 1));
    while (at !== -1 && at < from) {
      if (form.startsWith(text.slice(at))) from = at;
      else at = text.indexOf(first, at + 1);
    }
  }
  return from;
};

const occurrencesOf = (text: string, forms: readonly string[]): Span[] => {
  const spans: Span[] = [];
  for (const form of forms)
    for (let at = text.indexOf(form); at !== -1; at = text.indexOf(form, at + 1))
      spans.push({ from: at, to: at + form.length });
  return spans.sort((one, other) => one.from - other.from);
};

/** Those that overlap as one: what is left of a secret whose beginning is hidden must not be shown. */
const merge = (spans: readonly Span[]): Span[] => {
  const merged: Span[] = [];
  for (const span of spans) {
    const last = merged.at(-1);
    if (last === undefined || span.from >= last.to) merged.push(span);
    else if (span.to > last.to) merged[merged.length - 1] = { from: last.from, to: span.to };
  }
  return merged;
};

/**
 * Replaces every occurrence of the forms (see `secretFormsOf`) by a mark, those included that come in several pieces;
 * occurrences that overlap become one mark. What could be the beginning of one is held back until it is decided, however long
 * that takes, so that nobody who prints slowly prints a secret; never more than the length of the longest form.
 */
export const createSecretMask = (forms: readonly string[]): TextFilter => {
  let held = '';
  // As much of the beginning of what is held back belongs to a secret for which there is a mark already.
  let hidden = 0;
  const take = (text: string, isLast: boolean): string => {
    const all = held + text;
    const until = isLast ? all.length : undecidedFrom(all, forms);
    const before: Span[] = hidden > 0 ? [{ from: 0, to: hidden }] : [];
    const spans = merge([...before, ...occurrencesOf(all, forms)]);
    const parts: string[] = [];
    let at = 0;
    for (const { from, to } of spans) {
      const isMarked = from === 0 && hidden > 0;
      if (from >= until && !isMarked) break;
      if (!isMarked) parts.push(all.slice(at, from), secretMark);
      at = to;
    }
    if (at < until) parts.push(all.slice(at, until));
    hidden = Math.max(0, at - until);
    held = all.slice(until);
    return parts.join('');
  };
  return { write: (text) => take(text, false), end: () => take('', true) };
};
