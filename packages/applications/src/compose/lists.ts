/** Values of compose files that may be written as a list or as a map, as one text or as several. */
import { fieldsOf, isFields, itemsOf, note, below, type Place } from './place.ts';
import { readText } from './scalars.ts';
import { splitWords } from './split-words.ts';

/** One text, or a list of them. */
export const readTexts = (value: unknown): readonly string[] | undefined => {
  if (value === undefined || value === null) return undefined;
  const items = Array.isArray(value) ? itemsOf(value) : [value];
  return items.flatMap((item) => readText(item) ?? []);
};

/** The words of a command: a list as it is, a text split as a shell does. Undefined where there is none. */
export const readWords = (value: unknown, place: Place): readonly string[] | undefined => {
  if (typeof value !== 'string') return readTexts(value);
  const words = splitWords(value);
  if (words === null) note(place, 'has a quotation that does not end');
  return words ?? [];
};

/** Pairs of a map, or of a list of `NAME=value`; a name without a value has null. The later of two counts. */
export const readPairs = (
  value: unknown,
  separators = ['='],
): ReadonlyMap<string, string | null> => {
  if (isFields(value))
    return new Map(
      Object.entries(fieldsOf(value)).map(([name, one]) => [name, readText(one) ?? null]),
    );
  const pairs = new Map<string, string | null>();
  for (const item of readTexts(value) ?? []) {
    const cuts = separators.map((separator) => item.indexOf(separator)).filter((cut) => cut >= 0);
    const cut = cuts.length === 0 ? item.length : Math.min(...cuts);
    pairs.set(item.slice(0, cut), cut === item.length ? null : item.slice(cut + 1));
  }
  return pairs;
};

/** Labels, those without a value with an empty one. Notes those that begin as ours do. */
export const readLabels = (
  value: unknown,
  place: Place,
): Readonly<Record<string, string>> | undefined => {
  if (value === undefined || value === null) return undefined;
  const pairs = [...readPairs(value)];
  for (const [name] of pairs)
    if (name.startsWith('io.moorgate.')) note(below(place, name), 'begins as labels of ours do');
  return Object.fromEntries(pairs.map(([name, text]) => [name, text ?? '']));
};
