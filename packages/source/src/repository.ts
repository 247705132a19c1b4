/** Repositories: what is known of each beside its content. */

/** Which repository. */
export interface RepositoryName {
  readonly factory: string;
  readonly repository: string;
}
