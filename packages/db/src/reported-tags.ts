/** The tags of a device, as a part of statements and as its text is taken apart. */
import { type RawBuilder, sql } from 'kysely';

/** The tags that a device reports in one text, separated by commas and spaces, in their order. */
export const splitTags = (text: string): string[] =>
  text.split(/[\s,]+/).filter((tag) => tag !== '');

/** The same of a column, as an array that may have empty texts in it, which are nobody's tag. */
export const reportedTags = (column: RawBuilder<unknown>): RawBuilder<string[]> =>
  sql<string[]>`string_to_array(translate(${column}, E' \\t\\n\\r', ',,,,'), ',')`;
