/** Telling requests that a page of ours makes from those that a page of another site makes a browser send. */

/** The headers that decide, by lower-case name. */
export type RequestHeaders = Readonly<Record<string, string | undefined>>;

/** Where this server is, for browsers. */
export interface OwnOrigin {
  /** True where browsers reach it by HTTPS. */
  readonly isSecure: boolean;
  /** The origin under which a client that calls this server so, in its header `Host`, reaches it. */
  of(host: string | undefined): string;
  /**
   * Whether the request came from an own page: `same` and `cross` on the browser's word (`Sec-Fetch-Site`, else `Origin`,
   * else `Referer`), `unknown` when it has none of these headers, as it has from every client that is no browser.
   */
  judge(headers: RequestHeaders): 'same' | 'cross' | 'unknown';
}

const originOf = (url: string): string => new URL(url).origin;

const originOfReferrer = (referrer: string | undefined): string | undefined =>
  referrer === undefined ? undefined : (URL.parse(referrer)?.origin ?? 'null');

/** The origin of the address that the configuration names, else of the one that each request names. */
export const createOwnOrigin = (options: {
  readonly publicUrl: string | undefined;
  readonly servesHttps: boolean;
}): OwnOrigin => {
  const fixed = options.publicUrl === undefined ? null : originOf(options.publicUrl);
  const isSecure = fixed?.startsWith('https:') ?? options.servesHttps;
  const scheme = isSecure ? 'https' : 'http';
  const of = (host: string | undefined): string => fixed ?? `${scheme}://${host ?? ''}`;
  return {
    isSecure,
    of,
    judge: (headers) => {
      const site = headers['sec-fetch-site'];
      if (site !== undefined) return site === 'same-origin' || site === 'none' ? 'same' : 'cross';
      const sender = headers['origin'] ?? originOfReferrer(headers['referer']);
      if (sender === undefined) return 'unknown';
      return sender === of(headers['host']) ? 'same' : 'cross';
    },
  };
};
