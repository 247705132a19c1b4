/** Exchanging the roles that operators gave an account: what is given, what is taken, and who may do it. */
import {
  deleteUserRoles,
  insertUserRoles,
  listUserRolesByUser,
  lockRoleDefinitionsByNames,
  type RoleRow,
  type Trx,
  type UserRoleRow,
} from '@moorgate/db';
import { fault } from '@moorgate/errors';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';

/** The roles of an account beside those that it shall have. */
export interface RolesComparison {
  readonly accountId: string;
  readonly kept: readonly UserRoleRow[];
  readonly given: readonly RoleRow[];
  readonly taken: readonly RoleRow[];
  /** The names of those that the account has from operators, sorted. */
  readonly before: readonly string[];
  /** The names of those that it shall have, sorted. */
  readonly after: readonly string[];
}

/**
 * Compares the roles that operators gave an account, which is locked, with those that it shall have; those that are given or
 * taken stay what they are until the end of the transaction. Throws `invalid_request` for what is no role.
 */
export const compareRoles = async (
  trx: Trx,
  accountId: string,
  wanted: readonly string[],
): Promise<RolesComparison> => {
  const held = (await listUserRolesByUser(trx, accountId)).filter(({ source }) => source === null);
  const before = held.map(({ name }) => name).sort();
  const wantedNames = new Set(wanted);
  const heldNames = new Set(before);
  const changed = new Set([
    ...wanted.filter((name) => !heldNames.has(name)),
    ...before.filter((name) => !wantedNames.has(name)),
  ]);
  const rows = await lockRoleDefinitionsByNames(trx, [...changed]);
  const known = new Set(rows.map(({ name }) => name));
  const issues = wanted.flatMap((name, index) =>
    changed.has(name) && !known.has(name)
      ? [{ pointer: `/roles/${index}`, message: 'is not a role' }]
      : [],
  );
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return {
    accountId,
    kept: held.filter(({ name }) => wantedNames.has(name)),
    given: rows.filter(({ name }) => wantedNames.has(name)),
    taken: rows.filter(({ name }) => heldNames.has(name)),
    before,
    after: [...wantedNames].sort(),
  };
};

const idsOf = (rows: readonly RoleRow[]): string[] => rows.map(({ id }) => id);

/** Gives and takes what the comparison found. */
export const writeRoles = async (
  trx: Trx,
  ctx: Context,
  { accountId: userId, given, taken }: RolesComparison,
): Promise<void> => {
  const grant = { at: ctx.clock.now(), by: principalName(ctx.principal) };
  await insertUserRoles(trx, { userId, roleIds: idsOf(given) }, grant);
  await deleteUserRoles(trx, { userId, roleIds: idsOf(taken) });
};
