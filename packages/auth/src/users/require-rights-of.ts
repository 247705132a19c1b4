/** Nobody takes the place of somebody above them, or takes them out of theirs. */
import { type Db, listUserRolesByUser, type UserRow } from '@moorgate/db';
import type { Principal } from '../principal.ts';
import { requireHeldIn } from '../rights.ts';
import { scopeSet } from '../scopes/scope-set.ts';

/**
 * Passes when the principal has every right of the user: each scope, for each group that the user has it for. Throws
 * `scope_not_held`, naming the scopes that are lacking.
 */
export const requireRightsOf = async (
  db: Db,
  principal: Principal,
  user: Pick<UserRow, 'id' | 'scopes'>,
): Promise<void> => {
  requireHeldIn(principal, { scopes: scopeSet(user.scopes), groups: null });
  for (const role of await listUserRolesByUser(db, user.id))
    requireHeldIn(principal, { scopes: scopeSet(role.scopes), groups: role.device_groups });
};
