/** Telling requests that a page of ours makes from those that a page of another site makes a browser send. */

/** The headers that decide, by lower-case name. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** Where this server is, for browsers. */
export interface OwnOrigin {
  /** True where browsers reach it by HTTPS. */
  readonly isSecure: boolean;
  /**
   * Whether the request came from an own page: `same` and `cross` on the browser's word (`Sec-Fetch-Site`, else `Origin`),
   * `unknown` when it has neither header, as it has from every client that is no browser.
   */
  judge(headers: RequestHeaders): 'same' | 'cross' | 'unknown';
}

const originOf = (url: string): string => new URL(url).origin;

/** The origin of the address that the configuration names, else of the one that each request names. */
export const createOwnOrigin = (options: {
  readonly publicUrl: string | undefined;
  readonly servesHttps: boolean;
}): OwnOrigin => {
  const fixed = options.publicUrl === undefined ? null : originOf(options.publicUrl);
  const isSecure = fixed?.startsWith('https:') ?? options.servesHttps;
  const scheme = isSecure ? 'https' : 'http';
  return {
    isSecure,
    judge: (headers) => {
      const site = headers['sec-fetch-site'];
      if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'same' : 'cross';
      const origin = headers['origin'];
      if (origin === undefined) return 'unknown';
      return origin === (fixed ?? `${scheme}://${headers['host'] ?? ''}`) ? 'same' : 'cross';
    },
  };
};
