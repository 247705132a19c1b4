/** The roles that somebody has because a login provider counts them among a group. */
import {
  deleteProviderRoles,
  insertSourcedRoles,
  listProviderRolesByUser,
  lockRolesByNames,
  type Trx,
} from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import type { ProviderPolicy } from './identity.ts';

interface RoleName {
  readonly id: string;
  readonly name: string;
}

/** Somebody whose row the transaction holds locked. */
export interface RoleHolder {
  readonly userId: string;
  readonly policy: Pick<ProviderPolicy, 'provider' | 'rolesOfGroups'>;
}

const without = (some: readonly RoleName[], others: readonly RoleName[]): readonly RoleName[] => {
  const ids = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => !ids.has(id));
};

const namesOf = (roles: readonly RoleName[]): string[] => roles.map(({ name }) => name);

const idsOf = (roles: readonly RoleName[]): string[] => roles.map(({ id }) => id);

/** The roles of these names; a name without a role is told to the operator and gives nothing. */
export const findRoles = async (
  trx: Trx,
  ctx: Context,
  names: readonly string[],
): Promise<readonly RoleName[]> => {
  const roles = await lockRolesByNames(trx, names);
  const missing = names.filter((name) => !roles.some((role) => role.name === name));
  if (missing.length > 0)
    ctx.log.warn({ roles: missing }, 'a login provider gives roles that do not exist');
  return roles;
};

/**
 * Makes the roles that the user has from this provider those of the groups, and records what changed. Roles from
 * operators and from other providers stay as they are. Answers whether any right was taken away.
 */
export const alignProviderRoles = async (
  trx: Trx,
  ctx: Context,
  { userId, policy, groups }: RoleHolder & { readonly groups: readonly string[] },
): Promise<boolean> => {
  const names = new Set(groups.flatMap((group) => policy.rolesOfGroups.get(group) ?? []));
  const wanted = await findRoles(trx, ctx, [...names].sort());
  const present = await listProviderRolesByUser(trx, userId, policy.provider);
  const added = without(wanted, present);
  const removed = without(present, wanted);
  if (added.length + removed.length === 0) return false;
  const source = policy.provider;
  await deleteProviderRoles(trx, { userId, source, roleIds: idsOf(removed) });
  await insertSourcedRoles(
    trx,
    { userId, source, roleIds: idsOf(added) },
    { at: ctx.clock.now(), by: principalName(ctx.principal) },
  );
  await recordAudit(trx, ctx, {
    action: 'user.provider_roles_changed',
    targetKind: 'user',
    targetId: userId,
    before: { provider: source, roles: namesOf(present) },
    after: { provider: source, roles: namesOf(wanted) },
  });
  return removed.length > 0;
};
