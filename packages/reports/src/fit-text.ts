/** Texts that devices send, as the store takes them. */

/**
 * A text without what the store cannot hold, U+0000 and lone surrogates, each of which becomes U+FFFD, and cut off behind
 * `charactersMax`. What is no text is an empty one.
 */
export const fitText = (value: unknown, charactersMax = Number.POSITIVE_INFINITY): string => {
  if (typeof value !== 'string') return '';
  const cut = value.length > charactersMax ? value.slice(0, charactersMax) : value;
  const whole = cut.isWellFormed() ? cut : cut.toWellFormed();
  return whole.includes('\0') ? whole.replaceAll('\0', '\uFFFD') : whole;
};

const timePattern = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** True for a date and time of RFC 3339, section 5.6. */
export const isTimestamp = (value: unknown): value is string =>
  typeof value === 'string' && timePattern.test(value) && !Number.isNaN(Date.parse(value));
