/** Who may give whom which level on what levels are held on. */

/** The level of whoever owns it. */
export const ownerLevel = 2;

/** A change of what somebody may do with one thing; null stands for nothing, before as after. */
export interface PermissionChange {
  /** Of whoever asks. */
  readonly own: number | null;
  readonly before: number | null;
  readonly after: number | null;
  /** Whether somebody changes what they themselves may do. */
  readonly isSelf: boolean;
  /** How many own it before the change. */
  readonly owners: number;
  /** Whether it may be left without an owner. */
  readonly mayOrphan: boolean;
}

/** Why a change is not made: it is not for whoever asks, or nobody would own the thing. */
export type PermissionRefusal = 'forbidden' | 'owner_last';

const rank = (level: number | null): number => level ?? -1;

const isPermitted = ({ own, before, after, isSelf }: PermissionChange): boolean => {
  const isGivenUp = isSelf && before !== null && rank(after) <= before;
  if (isGivenUp) return true;
  if (rank(own) < 1 || rank(after) > rank(own)) return false;
  return isSelf || rank(before) < ownerLevel || rank(own) >= ownerLevel;
};

/**
 * Judges it; null when it may be made. Everybody may give up what they have. Everything else needs level 1, nobody gives more
 * than they have, only an owner changes what another owner may do, and the last owner stays, unless it may be
 * orphaned.
 */
export const judgePermissionChange = (change: PermissionChange): PermissionRefusal | null => {
  if (!isPermitted(change)) return 'forbidden';
  const { before, after, owners, mayOrphan } = change;
  const loses = rank(before) >= ownerLevel && rank(after) < ownerLevel;
  return loses && owners <= 1 && !mayOrphan ? 'owner_last' : null;
};
