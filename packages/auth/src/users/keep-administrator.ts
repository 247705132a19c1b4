/** Somebody always remains who can give rights to everybody. */
import { countHolders, lockAdministrators, type Trx } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Scope } from '../scopes/catalogue.ts';

/** What makes an administrator, without a limit to groups: they can create people, and give and take every right they have. */
const administration: readonly Scope[] = ['users:read-update', 'users:create'];

/**
 * Runs a change that may take rights from people, and refuses it, so that the transaction is rolled back, when it would
 * leave no active person with the rights of an administrator; where there is none already it passes. Such changes run one
 * after the other: of two administrators who deactivate each other at once, one fails. Call it before the transaction locks
 * any row. Throws `last_administrator`, and what `change` throws.
 */
export const keepAdministrator = async <T>(trx: Trx, change: () => Promise<T>): Promise<T> => {
  await lockAdministrators(trx);
  const before = await countHolders(trx, administration);
  const result = await change();
  if (before > 0 && (await countHolders(trx, administration)) === 0)
    throw fault('last_administrator');
  return result;
};

/** Roles that a login provider does not give to somebody any more. */
export interface WithdrawnRoles {
  readonly userId: string;
  readonly source: string;
  readonly roleIds: readonly string[];
}

/**
 * Answers which of these roles have to stay, so that somebody active has the rights of an administrator: as few as will do,
 * and none where nobody has these rights already. The transaction has waited for its turn with `lockAdministrators`.
 */
export const listIndispensableRoles = async (
  trx: Trx,
  { userId, source, roleIds }: WithdrawnRoles,
): Promise<readonly string[]> => {
  const remainsWithout = async (ids: readonly string[]): Promise<boolean> =>
    (await countHolders(trx, administration, { userId, source, roleIds: ids })) > 0;
  if (roleIds.length === 0 || (await remainsWithout(roleIds))) return [];
  if (!(await remainsWithout([]))) return [];
  const dispensable: string[] = [];
  for (const id of roleIds) if (await remainsWithout([...dispensable, id])) dispensable.push(id);
  return roleIds.filter((id) => !dispensable.includes(id));
};
