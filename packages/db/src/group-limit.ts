/** The groups whose devices a statement is about: for people who have rights for some groups alone. */
import { type RawBuilder, sql } from 'kysely';

/** The names of the groups; null: every device, in whichever group or in none. */
export type GroupLimit = readonly string[] | null;

/** A condition: the group is within the limit. What is in no group is within none. */
export const isWithin = (group: RawBuilder<unknown>, groups: GroupLimit): RawBuilder<boolean> =>
  groups === null ? sql<boolean>`true` : sql<boolean>`${group} = any(${[...groups]}::text[])`;
