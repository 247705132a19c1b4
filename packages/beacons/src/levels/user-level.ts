/** The level of a person among people: whoever has the higher one sees and changes the others. */
import {
  allScopes,
  groupsWith,
  listScopes,
  type Principal,
  type Scope,
  scopeSet,
} from '@moorgate/auth';

/** What each level adds to the rights of the ones below; a higher number adds nothing. */
export const scopesByLevel: readonly (readonly Scope[])[] = [
  [
    'applications:create',
    'applications:manage',
    'applications:use',
    'beacons:create',
    'beacons:manage',
    'beacons:use',
    'docker:read-update',
  ],
  ['users:create', 'users:read-update'],
  ['users:delete'],
];

/** The level of whoever may do everything with people, unless they were given another one. */
export const administratorLevel = 9_001;

/** As large as a level may be. */
export const userLevelMax = 2_147_483_647;

/** What the rights about people amount to: 0, 1 or 2. */
const rankOf = (scopes: ReadonlySet<Scope>): number => {
  const has = (level: number): boolean => scopesByLevel[level]!.every((scope) => scopes.has(scope));
  if (!has(1)) return 0;
  return has(2) ? 2 : 1;
};

/**
 * The level of somebody with these rights, to whom this level was given, or none. Rights bound what a level is worth, so one
 * whose rights were taken away sees nobody any more.
 */
export const levelOf = (scopes: ReadonlySet<Scope>, given: number | null): number => {
  const rank = rankOf(scopes);
  if (rank === 2) return given ?? administratorLevel;
  return Math.min(given ?? rank, rank);
};

/** The scopes that somebody with these has at another level: what is no matter of levels stays. */
export const scopesAtLevel = (present: readonly string[], level: number): Scope[] => {
  const ofLevels = new Set(scopesByLevel.flat());
  const kept = listScopes(scopeSet(present)).filter((scope) => !ofLevels.has(scope));
  return [...kept, ...scopesByLevel.slice(0, level + 1).flat()];
};

/** What the principal may do without a limit to groups. */
export const unlimitedScopes = (principal: Principal): ReadonlySet<Scope> =>
  new Set(allScopes.filter((scope) => groupsWith(principal, scope) === 'all'));
