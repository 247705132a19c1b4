/** Links to other pages of a list (RFC 8288). */

/** One link: what it leads to, the path, and the query in the order in which it is to be shown. */
export interface PageLink {
  readonly rel: string;
  readonly path: string;
  readonly query: Readonly<
    Record<string, string | number | boolean | readonly string[] | undefined>
  >;
}

/** Escapes what may stand in a path as a client wrote it, and not in a link's target. */
const escapeTarget = (path: string): string =>
  path.replaceAll(/[^!#-;=?-Z_a-z~[\]]/g, (character) =>
    encodeURIComponent(character.isWellFormed() ? character : '\ufffd'),
  );

/**
 * The value of a `Link` header (RFC 8288, section 3): relative targets, joined by a comma and a space. Members of a query
 * that are undefined are left out, those that are lists stand once for each value.
 */
export const linkHeader = (links: readonly PageLink[]): string =>
  links
    .map(({ rel, path, query }) => {
      const members = Object.entries(query)
        .flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one] as const))
        .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
      const search = members.length > 0 ? `?${members.join('&')}` : '';
      return `<${escapeTarget(path)}${search}>; rel="${rel}"`;
    })
    .join(', ');
