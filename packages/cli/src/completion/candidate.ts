/** A word that a shell offers. */
export interface Candidate {
  readonly value: string;
  /** What it means. */
  readonly description?: string;
}
