/** What use cases about applications stand on, beside their context. */

/** What happens around a request for an operation. */
export interface ApplicationServices {
  /**
   * Judges a request that an operation will send to engines, as one that a client sends itself. Throws where the policy of this
   * installation, or a rule of ours, forbids it.
   */
  judge(request: JudgedRequest): void;
  /** Says that an operation waits. */
  wake(): void;
}

/** A request of the Docker API before it is sent. */
export interface JudgedRequest {
  readonly method: string;
  /** Without the slash at its beginning, with its query. */
  readonly target: string;
  readonly body: Readonly<Record<string, unknown>>;
}
