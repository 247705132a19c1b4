/** Where a login returns to: a path of this site, and never of another. */

/** The request of an application fits, and so does the cookie that carries it through a login elsewhere. */
const lengthMax = 2_048;

/**
 * The path in its normal form, without a fragment; null for whatever a browser could read as another site: absolute
 * addresses, `//host`, `/\host`, and texts with characters that browsers skip.
 */
export const localPath = (text: string): string | null => {
  if (text.length > lengthMax || !/^\/(?!\/)[\x21-\x5b\x5d-\x7e]*$/.test(text)) return null;
  const base = 'https://moorgate.invalid';
  const url = URL.parse(text, base);
  if (url?.origin !== base || url.pathname.startsWith('//')) return null;
  return `${url.pathname}${url.search}`;
};
