/** Joining documents of TOML (v1.0.0) key by key. */
import { parse, stringify, type TomlTable, type TomlValue } from 'smol-toml';

const isTable = (value: TomlValue | undefined): value is TomlTable =>
  typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date);

const merge = (under: TomlTable, over: TomlTable): TomlTable => {
  const merged = { ...under };
  for (const [key, value] of Object.entries(over)) {
    const before = merged[key];
    merged[key] = isTable(before) && isTable(value) ? merge(before, value) : value;
  }
  return merged;
};

const sorted = (table: TomlTable): TomlTable =>
  Object.fromEntries(
    Object.entries(table)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, value]) => [key, isTable(value) ? sorted(value) : value]),
  );

const read = (text: string): TomlTable => parse(text, { integersAsBigInt: 'asNeeded' });

/** True for a text that is a document of TOML. */
export const isToml = (text: string): boolean => {
  try {
    read(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * One document with the keys of all; of a key that several have, the last one counts. Sections and keys come out in the
 * order of their names. Throws where one is no document: see `isToml`.
 */
export const mergeToml = (texts: readonly string[]): string =>
  stringify(sorted(texts.map(read).reduce(merge, {})));
