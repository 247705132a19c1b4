/** What the bare server of Git is started with. */

/** The program, where it looks for others, and the folder of the repositories. */
export interface BareGitSettings {
  readonly program: string;
  /** As the variable `PATH`. */
  readonly path: string;
  readonly root: string;
}
