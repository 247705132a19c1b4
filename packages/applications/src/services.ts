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

/** What an engine shall create. */
export interface JudgedRequest {
  readonly kind: 'container' | 'volume';
  /** Where it is in what a client sends, as a JSON pointer. */
  readonly pointer: string;
  readonly body: Readonly<Record<string, unknown>>;
}
