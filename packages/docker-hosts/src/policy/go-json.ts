/**
 * JSON as the engine reads it: a program in Go finds a member by its name whatever its case, so one object may hold several
 * of a name, and any of them may be the one that counts.
 */

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Something in a body, and where. */
export interface Located<T = unknown> {
  readonly value: T;
  /** A JSON pointer (RFC 6901). */
  readonly pointer: string;
}

/** Whether a value is an object, and no list. */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The name as Go compares it: without case, the long s and the sign of Kelvin among the letters that they fold to. */
const fold = (name: string): string => name.toLowerCase().replaceAll('\u017f', 's');

const escape = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Every member of this name, whatever the case; none of what is no object. Those that are null count as absent. */
export const membersOf = ({ value, pointer }: Located, name: string): readonly Located[] => {
  if (!isJsonObject(value)) return [];
  const wanted = fold(name);
  return Object.entries(value)
    .filter(([key, member]) => member !== null && fold(key) === wanted)
    .map(([key, member]) => ({ value: member, pointer: `${pointer}/${escape(key)}` }));
};

/** What is found by following the names, at every place where it may be. */
export const findAll = (root: Located, ...names: readonly string[]): readonly Located[] =>
  names.reduce<readonly Located[]>(
    (found, name) => found.flatMap((one) => membersOf(one, name)),
    [root],
  );

/** The items of a list; the value itself, in its place, where it is none. */
export const itemsOf = ({ value, pointer }: Located): readonly Located[] =>
  Array.isArray(value)
    ? value.map((item: unknown, at) => ({ value: item, pointer: `${pointer}/${String(at)}` }))
    : [{ value, pointer }];

/** Each member of an object with its name; the value itself, without one, where it is none. */
export const entriesOf = ({
  value,
  pointer,
}: Located): readonly (Located & { readonly name: string })[] =>
  isJsonObject(value)
    ? Object.entries(value).map(([name, member]) => ({
        name,
        value: member,
        pointer: `${pointer}/${escape(name)}`,
      }))
    : [{ name: '', value, pointer }];

/** Whether it says nothing: an empty text, list or object, zero or false. */
export const isEmpty = (value: unknown): boolean => {
  if (Array.isArray(value)) return value.length === 0;
  if (isJsonObject(value)) return Object.keys(value).length === 0;
  return value === '' || value === 0 || value === false || value === null || value === undefined;
};
