/** Rights: what a token and its owner allow together, for which devices, and whether one right is within another. */
import { fault } from '@moorgate/errors';
import { allScopes, type Scope } from './scopes/catalogue.ts';
import { intersectScopes, scopeSet } from './scopes/scope-set.ts';
import { type Grant, listMissingScopes, type Principal } from './principal.ts';

/** The rights of a user as they are stored, and those of the token that was presented. */
export interface StoredRights {
  readonly tokenScopes: readonly string[];
  /** The groups of devices that the token is limited to; null: no limit. */
  readonly tokenGroups: readonly string[] | null;
  /** What the owner has without a limit. */
  readonly ownerScopes: readonly string[];
  readonly roles: readonly {
    readonly scopes: readonly string[];
    /** The groups that the role is limited to; null: no limit. */
    readonly groups: readonly string[] | null;
  }[];
}

/** Some groups of devices, or every device. */
export type GroupsHeld = 'all' | ReadonlySet<string>;

/** Scopes that somebody wants to hand on, for these groups; null for every device. */
export interface WantedRights {
  readonly scopes: Iterable<Scope>;
  readonly groups: Iterable<string> | null;
}

/** What a set of groups and a limit have in common; null stands for every device on both sides. */
const narrowGroups = (
  groups: readonly string[] | null,
  limit: readonly string[] | null,
): ReadonlySet<string> | null => {
  if (groups === null) return limit === null ? null : new Set(limit);
  return new Set(limit === null ? groups : groups.filter((group) => limit.includes(group)));
};

/**
 * The intersection of a token's rights with its owner's present ones: the owner's scopes and each role, without what the
 * token does not allow. A grant that would allow nothing is left out.
 */
export const effectiveGrants = (rights: StoredRights): readonly Grant[] => {
  const { ownerScopes, roles, tokenGroups } = rights;
  const tokenScopes = scopeSet(rights.tokenScopes);
  return [{ scopes: ownerScopes, groups: null }, ...roles]
    .map(({ scopes, groups }) => ({
      scopes: intersectScopes(scopeSet(scopes), tokenScopes),
      groups: narrowGroups(groups, tokenGroups),
    }))
    .filter(({ scopes, groups }) => scopes.size > 0 && groups?.size !== 0);
};

const intersectLimits = (
  one: ReadonlySet<string> | null,
  other: ReadonlySet<string> | null,
): ReadonlySet<string> | null => {
  if (one === null || other === null) return one ?? other;
  return new Set([...one].filter((group) => other.has(group)));
};

/** What both allow: for each pair of grants the scopes and the groups that they have in common. */
export const intersectGrants = (
  some: readonly Grant[],
  others: readonly Grant[],
): readonly Grant[] =>
  some
    .flatMap((one) =>
      others.map((other) => ({
        scopes: intersectScopes(one.scopes, other.scopes),
        groups: intersectLimits(one.groups, other.groups),
      })),
    )
    .filter(({ scopes, groups }) => scopes.size > 0 && groups?.size !== 0);

/** Every scope that one of the grants has, for whichever devices. */
export const unionOfGrants = (grants: readonly Grant[]): ReadonlySet<Scope> =>
  new Set(grants.flatMap(({ scopes }) => [...scopes]));

/** The groups whose devices the principal holds the scope for. The program itself holds all; a device none. */
export const groupsWith = (principal: Principal, scope: Scope): GroupsHeld => {
  if (principal.kind === 'system') return 'all';
  if (principal.kind === 'device') return new Set();
  const holding = principal.grants.filter(({ scopes }) => scopes.has(scope));
  if (holding.some(({ groups }) => groups === null)) return 'all';
  return new Set(holding.flatMap(({ groups }) => [...(groups ?? [])]));
};

/** Whether the principal holds the scope for devices of this group; null for what is in no group. */
export const holdsFor = (principal: Principal, scope: Scope, group: string | null): boolean => {
  const held = groupsWith(principal, scope);
  return held === 'all' || (group !== null && held.has(group));
};

/**
 * Passes when the principal has every scope without a limit to groups, as whatever is no device needs it. Throws
 * `scope_missing`, naming those that it lacks or has for some groups alone.
 */
export const requireUnlimited = (principal: Principal, needed: readonly Scope[]): void => {
  const missing = needed.filter((scope) => groupsWith(principal, scope) !== 'all');
  if (missing.length === 0) return;
  throw fault('scope_missing', {
    detail: `User missing required scope(s), without a limit to groups: ${missing.join(',')}`,
    neededScopes: needed,
  });
};

/**
 * Passes for the limits of a token of the principal’s own account. Groups that are named must be held; without a limit it is
 * enough to hold the scopes for some devices, since a token never reaches others than its owner does. Throws
 * `scope_not_held`.
 */
export const requireOwn = (principal: Principal, wanted: WantedRights): void => {
  if (wanted.groups !== null) return requireHeldIn(principal, wanted);
  const missing = listMissingScopes(principal, wanted.scopes);
  if (missing.length > 0)
    throw fault('scope_not_held', { detail: `Not held: ${missing.join(', ')}` });
};

/** The scopes among the wanted ones that the principal does not hold for all of the groups, in their order. */
const listNotHeld = (principal: Principal, { scopes, groups }: WantedRights): Scope[] => {
  const wantedGroups = groups === null ? null : [...groups];
  const isHeld = (scope: Scope): boolean => {
    const held = groupsWith(principal, scope);
    return held === 'all' || (wantedGroups?.every((group) => held.has(group)) ?? false);
  };
  return [...scopes].filter((scope) => !isHeld(scope));
};

/** Whether the principal may do everything that the grant allows: each of its scopes, for each of its groups. */
export const coversGrant = (principal: Principal, grant: Grant): boolean =>
  listNotHeld(principal, grant).length === 0;

/**
 * Passes when the principal holds each of the scopes for each of the groups: nobody hands on a pair that they lack. Throws
 * `scope_not_held`, naming the scopes.
 */
export const requireHeldIn = (principal: Principal, wanted: WantedRights): void => {
  const missing = new Set(listNotHeld(principal, wanted));
  if (missing.size === 0) return;
  const names = allScopes.filter((scope) => missing.has(scope)).join(', ');
  const groups = wanted.groups === null ? '' : ` for every one of ${[...wanted.groups].join(', ')}`;
  throw fault('scope_not_held', { detail: `Not held${groups}: ${names}` });
};
