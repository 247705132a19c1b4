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
