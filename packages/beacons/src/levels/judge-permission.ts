/** Who may give whom which level on a beacon. */
import type { ErrorCode } from '@moorgate/errors';

/** The level of whoever owns a beacon. */
export const ownerLevel = 2;

/** A change of what somebody may do with a beacon; null stands for nothing, before as after. */
export interface PermissionChange {
  /** Of whoever asks. */
  readonly own: number | null;
  readonly before: number | null;
  readonly after: number | null;
  /** Whether somebody changes what they themselves may do. */
  readonly isSelf: boolean;
  /** How many own the beacon before the change. */
  readonly owners: number;
  /** Whether a beacon may be left without an owner. */
  readonly mayOrphan: boolean;
}

const rank = (level: number | null): number => level ?? -1;

const isPermitted = ({ own, before, after, isSelf }: PermissionChange): boolean => {
  const isGivenUp = isSelf && before !== null && rank(after) <= before;
  if (isGivenUp) return true;
  if (rank(own) < 1 || rank(after) > rank(own)) return false;
  return isSelf || rank(before) < ownerLevel || rank(own) >= ownerLevel;
};

/**
 * Judges it; null when it may be made. Everybody may give up what they have. Everything else needs level 1, nobody gives more
 * than they have, only an owner changes what another owner may do, and the last owner stays, unless the beacon may be
 * orphaned.
 */
export const judgePermissionChange = (change: PermissionChange): ErrorCode | null => {
  if (!isPermitted(change)) return 'beacon_forbidden';
  const { before, after, owners, mayOrphan } = change;
  const loses = rank(before) >= ownerLevel && rank(after) < ownerLevel;
  return loses && owners <= 1 && !mayOrphan ? 'beacon_owner_last' : null;
};
