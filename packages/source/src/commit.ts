/** A commit, as far as others are told of it. */

export interface Commit {
  /** The object name, in full. */
  readonly id: string;
  /** The whole message; invalid UTF-8 is replaced, and so is all beyond 64 KiB left out. */
  readonly message: string;
  /** `Name <address>`, as the commit has it. */
  readonly author: string;
  /** When it was committed. */
  readonly at: Date;
}
