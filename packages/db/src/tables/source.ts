/** The Git repositories of factories. */

export interface RepositoriesTable {
  /** The name of its folder, too. */
  id: string;
  factory: string;
  name: string;
  /** Without `refs/heads/`. */
  default_branch: string;
  /** True where no branch may be moved but forward. */
  keeps_history: boolean;
  /** On the disk, as it was measured last; null where it never was. */
  bytes: number | null;
  created_at: Date;
  created_by: string;
  /** When references were moved last; null for never. */
  pushed_at: Date | null;
  /** When everything that nothing leads to was removed last; null for never. */
  tidied_at: Date | null;
  /** Somebody sees to it until then, unless they fail; null for nobody. */
  tidying_until: Date | null;
}
