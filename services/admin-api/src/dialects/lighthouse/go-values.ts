/** Values of a query as the original read them, with the rules of Go’s `strconv`; pure. */

const trueTexts: ReadonlySet<string> = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

const int64Max = 2n ** 63n - 1n;
const int64Min = -(2n ** 63n);

/** True for what `ParseBool` takes for it; false for everything else, which is the default of every such parameter. */
export const toBoolean = (text: string | undefined): boolean =>
  text !== undefined && trueTexts.has(text);

/**
 * The integer, as `ParseInt` reads it; null where there is none, or one beyond 64 bits. One beyond what a number holds comes
 * as the nearest that it holds: it counts more than there is, and is the id of nothing.
 */
export const toInteger = (text: string | undefined): number | null => {
  if (text === undefined || !/^[+-]?\d+$/.test(text)) return null;
  const value = BigInt(text.replace(/^\+/, ''));
  if (value > int64Max || value < int64Min) return null;
  const { MAX_SAFE_INTEGER: max } = Number;
  return Math.max(-max, Math.min(max, Number(value)));
};
