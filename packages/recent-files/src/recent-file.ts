/** A file that a user has opened, as they find it again. */

/** How many are kept of each user. */
export const keptMax = 100;

export interface RecentFile {
  /** What the file belongs to: names, joined by slashes. */
  readonly id: string;
  /** The last part of the id. */
  readonly name: string;
  readonly path: string;
  /** Which state of the file it was. */
  readonly revision: string;
  readonly openedAt: Date;
}
