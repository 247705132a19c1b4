/** The roles that somebody has because a login provider counts them among a group. */
import {
  deleteProviderRoles,
  insertSourcedRoles,
  listProviderRolesByUser,
  lockAdministrators,
  lockRolesByNames,
  type Trx,
} from '@moorgate/db';
import { recordAudit } from '../audit/record-audit.ts';
import type { Context } from '../context.ts';
import { principalName } from '../principal.ts';
import { listIndispensableRoles } from '../users/keep-administrator.ts';
import type { ProviderPolicy } from './identity.ts';

interface RoleName {
  readonly id: string;
  readonly name: string;
}

/** Somebody, and what a provider says about them. */
export interface RoleHolder {
  readonly userId: string;
  readonly policy: Pick<ProviderPolicy, 'provider' | 'rolesOfGroups'>;
  readonly groups: readonly string[];
}

const without = (some: readonly RoleName[], others: readonly RoleName[]): readonly RoleName[] => {
  const ids = new Set(others.map(({ id }) => id));
  return some.filter(({ id }) => !ids.has(id));
};

const namesOf = (roles: readonly RoleName[]): string[] => roles.map(({ name }) => name).sort();

const idsOf = (roles: readonly RoleName[]): string[] => roles.map(({ id }) => id);

/** The names of the roles that the groups give, sorted. */
const namesOfGroups = ({ policy, groups }: Pick<RoleHolder, 'policy' | 'groups'>): string[] => [
  ...new Set(groups.flatMap((group) => policy.rolesOfGroups.get(group) ?? []).sort()),
];

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
 * Answers whether the groups take a role from somebody who has it from the provider, and waits then until nobody else takes
 * rights of administrators away. Call it before the transaction locks any row.
 */
export const beginWithdrawal = async (trx: Trx, holder: RoleHolder): Promise<boolean> => {
  const given = new Set(namesOfGroups(holder));
  const present = await listProviderRolesByUser(trx, holder.userId, holder.policy.provider);
  const withdraws = present.some(({ name }) => !given.has(name));
  if (withdraws) await lockAdministrators(trx);
  return withdraws;
};

/**
 * Makes the roles that the user has from this provider those of the groups, and records what changed. Roles from operators
 * and from other providers stay as they are, and so does a role without which nobody could administrate: that is recorded,
 * and told to the operator. The transaction holds the user’s row locked; `withdraws` is what `beginWithdrawal` answered.
 * Answers whether anything changed.
 */
export const alignProviderRoles = async (
  trx: Trx,
  ctx: Context,
  holder: RoleHolder & { readonly withdraws: boolean },
): Promise<boolean> => {
  const { userId, policy, withdraws } = holder;
  const source = policy.provider;
  const wanted = await findRoles(trx, ctx, namesOfGroups(holder));
  const present = await listProviderRolesByUser(trx, userId, source);
  const added = without(wanted, present);
  const grant = { at: ctx.clock.now(), by: principalName(ctx.principal) };
  await insertSourcedRoles(trx, { userId, source, roleIds: idsOf(added) }, grant);
  // What another login of the same person gave since `beginWithdrawal` is left to the next one.
  const lost = withdraws ? without(present, wanted) : [];
  const taken = without(lost, await keepIndispensable(trx, ctx, { userId, source, roles: lost }));
  await deleteProviderRoles(trx, { userId, source, roleIds: idsOf(taken) });
  if (added.length + taken.length === 0) return false;
  await recordAudit(trx, ctx, {
    action: 'user.provider_roles_changed',
    targetKind: 'user',
    targetId: userId,
    before: { provider: source, roles: namesOf(present) },
    after: { provider: source, roles: namesOf([...without(present, taken), ...added]) },
  });
  return true;
};

/** The roles among the lost ones that stay, since nobody else is an administrator; says so wherever that is read. */
const keepIndispensable = async (
  trx: Trx,
  ctx: Context,
  lost: { readonly userId: string; readonly source: string; readonly roles: readonly RoleName[] },
): Promise<readonly RoleName[]> => {
  const { userId, source, roles } = lost;
  const ids = await listIndispensableRoles(trx, { userId, source, roleIds: idsOf(roles) });
  const kept = roles.filter(({ id }) => ids.includes(id));
  if (kept.length === 0) return [];
  const after = { provider: source, roles: namesOf(kept), code: 'last_administrator' };
  ctx.log.warn(
    { userId, ...after },
    'roles that a login provider takes from the last administrator stay',
  );
  await recordAudit(trx, ctx, {
    action: 'user.provider_roles_kept',
    targetKind: 'user',
    targetId: userId,
    after,
  });
  return kept;
};
