/** What a handler asks of a request with `If-Match` or `If-None-Match` (RFC 9110, section 13.1). */
/** What a request says about the state that its target must be in. */
export interface Precondition {
  /** True when the request has a condition, so that what it is about has to be read. */
  readonly isGiven: boolean;
  /** True once it was compared. */
  readonly isChecked: boolean;
  /**
   * Passes when the condition of the request holds, or when it has none. `present` is what a GET of the same path would
   * answer with, read under a lock that lasts until the change is committed; null where there is nothing. Throws
   * `precondition_failed` with the present entity tag.
   */
  require(present: unknown): void;
}
