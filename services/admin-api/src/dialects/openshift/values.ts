/** The values that answers are made of, in JSON and in XML. */

/** A number with one decimal whatever its value, as versions have it: `1.0` is no `1`. */
export interface Decimal {
  readonly decimal: string;
}

/** Elements of one name, for XML, where the name of the list does not tell theirs. */
export interface Elements {
  readonly element: string;
  readonly items: readonly Value[];
}

export type Value =
  | string
  | number
  | boolean
  | null
  | Decimal
  | Elements
  | readonly Value[]
  | { readonly [name: string]: Value };

/** True for a version. */
export const isDecimal = (value: Value): value is Decimal =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'decimal');

/** True for elements of one name. */
export const isElements = (value: Value): value is Elements =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'items');

/** True for a list; narrows what `Array.isArray` does not. */
export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);
