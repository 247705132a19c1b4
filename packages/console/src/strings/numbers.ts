/** Numbers in words. */

const number = new Intl.NumberFormat('en');

/** A number as people read it. */
export const count = (value: number): string => number.format(value);

/** So many of something: `1 host`, `2 hosts`. */
export const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;
