/** What an account may do, be it of a person or of a program. */
import { type AccountRow, type Db, findAccountById } from '@moorgate/db';
import type { Grant } from '../principal.ts';
import { effectiveGrants, intersectGrants } from '../rights.ts';
import { allScopes } from '../scopes/catalogue.ts';

const grantsOf = ({
  scopes,
  roles,
  deactivated_at: deactivatedAt,
}: AccountRow): readonly Grant[] =>
  deactivatedAt === null
    ? effectiveGrants({
        tokenScopes: allScopes,
        tokenGroups: null,
        ownerScopes: scopes,
        roles: roles.map((role) => ({ scopes: role.scopes, groups: role.device_groups })),
      })
    : [];

/**
 * The present rights of an account; of a service account, what they have in common with those of its owner. A deactivated
 * account, and one whose owner is, has none.
 */
export const accountGrants = async (db: Db, account: AccountRow): Promise<readonly Grant[]> => {
  const own = grantsOf(account);
  if (account.kind === 'person') return own;
  const owner = account.owner_id === null ? undefined : await findAccountById(db, account.owner_id);
  return owner === undefined ? [] : intersectGrants(own, grantsOf(owner));
};
