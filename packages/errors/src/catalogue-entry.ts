/** What a row of the catalogue of errors says. */

/**
 * What sort of failure a code is. Every dialect maps kinds, not codes, to its own status and body, so a new code never
 * touches a dialect; a new kind breaks the build in each of them, which is the point.
 */
export type ErrorKind =
  | 'invalid'
  | 'unprocessable'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'not_acceptable'
  | 'conflict'
  | 'precondition_failed'
  | 'timeout'
  | 'too_large'
  | 'uri_too_long'
  | 'head_too_large'
  | 'unsupported_media_type'
  | 'range_not_satisfiable'
  | 'rate_limited'
  | 'unavailable'
  | 'insufficient_storage'
  | 'internal'
  | 'not_implemented';

/** What the catalogue says about one code: the same words in the API answer, the log, the metric and the page. */
export interface CatalogueEntry {
  readonly kind: ErrorKind;
  /** One sentence without the particulars; the `title` of RFC 9457, section 3.1.3. */
  readonly title: string;
  /** What the reader of the documentation page can do about it. */
  readonly remedy: string;
}
