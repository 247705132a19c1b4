/** Cursors of lists: opaque to a client, and checked when they come back. */
import { fault } from '@moorgate/errors';

/** The text of a cursor that means: from behind this key. */
export const encodeCursor = (key: readonly string[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/** The key in a cursor, each part of which must match its pattern. Throws `cursor_invalid`. */
export const decodeCursor = (cursor: string, patterns: readonly RegExp[]): readonly string[] => {
  const key = parse(cursor);
  const fits =
    Array.isArray(key) &&
    key.length === patterns.length &&
    patterns.every((pattern, index) => typeof key[index] === 'string' && pattern.test(key[index]));
  if (!fits) throw fault('cursor_invalid');
  return key as string[];
};

const parse = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
};

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** Makes a page from `limit + 1` rows at most: the one too many only says that there is another page. */
export const pageOf = <T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly string[],
): Page<T> => {
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last === undefined ? null : encodeCursor(keyOf(last)) };
};
