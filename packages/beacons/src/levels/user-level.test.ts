import { allScopes, type Scope, scopeSet } from '@moorgate/auth';
import { administratorLevel, levelOf, scopesAtLevel, scopesByLevel } from './user-level.ts';

const upTo = (level: number): ReadonlySet<Scope> =>
  scopeSet(scopesByLevel.slice(0, level + 1).flat());

test('a level that was given is worth what the rights allow, and no more', () => {
  expect(levelOf(upTo(2), 42)).toBe(42);
  expect(levelOf(upTo(1), 42)).toBe(1);
  expect(levelOf(upTo(0), 42)).toBe(0);
  expect(levelOf(upTo(2), 0)).toBe(0);
});

test('without one the rights decide; whoever may do everything with people is above whom they create', () => {
  expect([0, 1, 2].map((level) => levelOf(upTo(level), null))).toEqual([0, 1, administratorLevel]);
  expect(levelOf(scopeSet(allScopes), null)).toBe(administratorLevel);
});

test('another level gives and takes its own rights, and leaves the others', () => {
  const present = ['devices:read', 'users:delete', 'users:create', 'users:read-update'];
  expect(scopesAtLevel(present, 0)).toEqual(['devices:read', ...scopesByLevel[0]!]);
  expect(new Set(scopesAtLevel(['devices:read'], 9_001))).toEqual(
    new Set(['devices:read', ...scopesByLevel.flat()]),
  );
});
