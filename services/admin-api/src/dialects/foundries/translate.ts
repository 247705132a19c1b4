/** What many translations of this dialect have in common; pure. */

/** A moment as this dialect writes it (RFC 3339, section 5.6), in whole seconds. */
export const toMoment = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, '+00:00');

/** The same for one that may not have come: empty then. */
export const toMomentOrNone = (at: Date | null): string => (at === null ? '' : toMoment(at));

/** JSON that a device sent; null for what is none. */
export const parseReported = (text: string): unknown => {
  if (text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
};

/** The members of an object that are texts; empty for the others. */
export const textsOf = <K extends string>(
  value: unknown,
  names: readonly K[],
): Readonly<Record<K, string>> => {
  const fields = (typeof value === 'object' && value !== null ? value : {}) as Record<
    string,
    unknown
  >;
  const entries = names.map((name) => {
    const field = Object.hasOwn(fields, name) ? fields[name] : '';
    return [name, typeof field === 'string' ? field : ''] as const;
  });
  return Object.fromEntries(entries) as Record<K, string>;
};

/** A scope as it is called on the wire: with the factory that it is for. */
export const toWireScope =
  (factory: string) =>
  (scope: string): string =>
    `${factory}:${scope}`;
