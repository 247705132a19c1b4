import {
  coversGrant,
  effectiveGrants,
  groupsWith,
  holdsFor,
  requireHeldIn,
  requireUnlimited,
  type StoredRights,
  unionOfGrants,
} from './rights.ts';
import type { Grant, UserPrincipal } from './principal.ts';
import { scopeSet } from './scopes/scope-set.ts';

const nothing: StoredRights = { tokenScopes: [], tokenGroups: null, ownerScopes: [], roles: [] };
const refusedWith = (code: string): unknown => expect.objectContaining({ code });

const grant = (scopes: readonly string[], groups: readonly string[] | null = null): Grant => ({
  scopes: scopeSet(scopes),
  groups: groups === null ? null : new Set(groups),
});
const holderOf = (...grants: Grant[]): UserPrincipal => ({
  kind: 'user',
  userId: 'u',
  username: 'ada',
  scopes: unionOfGrants(grants),
  grants,
  credential: { kind: 'session', tokenId: 't' },
});

describe('effectiveGrants', () => {
  test('gives what both the token and its owner have, from the owner’s scopes and from each role', () => {
    const grants = effectiveGrants({
      tokenScopes: ['devices:read-update', 'users:read'],
      tokenGroups: null,
      ownerScopes: ['devices:read'],
      roles: [
        { scopes: ['devices:read-update', 'devices:delete'], groups: ['a', 'b'] },
        { scopes: ['users:read-update'], groups: null },
      ],
    });
    expect(grants).toEqual([
      grant(['devices:read']),
      grant(['devices:read-update'], ['a', 'b']),
      grant(['users:read']),
    ]);
  });

  test('narrows every grant to the groups of the token', () => {
    const grants = effectiveGrants({
      tokenScopes: ['devices:read'],
      tokenGroups: ['b', 'c'],
      ownerScopes: ['devices:read'],
      roles: [{ scopes: ['devices:read'], groups: ['a', 'b'] }],
    });
    expect(grants).toEqual([grant(['devices:read'], ['b', 'c']), grant(['devices:read'], ['b'])]);
  });

  test('leaves out what allows nothing: no common scope, no common group, no group at all', () => {
    expect(
      effectiveGrants({
        tokenScopes: ['devices:read'],
        tokenGroups: ['b'],
        ownerScopes: ['users:read'],
        roles: [
          { scopes: ['devices:read'], groups: ['a'] },
          { scopes: ['devices:read'], groups: [] },
          { scopes: ['devices:of-a-newer-version'], groups: null },
        ],
      }),
    ).toEqual([]);
    const role = { scopes: ['devices:read'], groups: null };
    const rights = { ...nothing, tokenScopes: ['devices:read'], roles: [role] };
    expect(effectiveGrants({ ...rights, tokenGroups: [] })).toEqual([]);
  });
});

describe('groupsWith', () => {
  test('joins the groups of the grants that have the scope; one without a limit is for every device', () => {
    const some = holderOf(
      grant(['devices:read-update'], ['a']),
      grant(['devices:read'], ['b']),
      grant(['users:read']),
    );
    expect(groupsWith(some, 'devices:read')).toEqual(new Set(['a', 'b']));
    expect(groupsWith(some, 'devices:read-update')).toEqual(new Set(['a']));
    expect(groupsWith(some, 'devices:delete')).toEqual(new Set());
    const all = holderOf(grant(['devices:read'], ['a']), grant(['devices:read']));
    expect(groupsWith(all, 'devices:read')).toBe('all');
  });

  test('is everything for the program itself and nothing for a device', () => {
    expect(groupsWith({ kind: 'system', name: 'task' }, 'devices:delete')).toBe('all');
    expect(groupsWith({ kind: 'device', uuid: 'd' }, 'devices:read')).toEqual(new Set());
  });

  test('holds nothing of what is in no group, unless it holds everything', () => {
    expect(holdsFor(holderOf(grant(['devices:read'], ['a'])), 'devices:read', null)).toBe(false);
    expect(holdsFor(holderOf(grant(['devices:read'], ['a'])), 'devices:read', 'a')).toBe(true);
    expect(holdsFor(holderOf(grant(['devices:read'])), 'devices:read', null)).toBe(true);
  });
});

describe('requireUnlimited', () => {
  test('refuses a scope that is held for some groups alone as one that is missing', () => {
    const limited = holderOf(grant(['tokens:delete'], ['a']));
    expect(() => requireUnlimited(limited, ['tokens:delete'])).toThrow(
      refusedWith('scope_missing') as Error,
    );
    expect(() =>
      requireUnlimited(holderOf(grant(['tokens:delete'])), ['tokens:delete']),
    ).not.toThrow();
  });
});

describe('requireHeldIn', () => {
  const limited = holderOf(
    grant(['devices:read-update'], ['a', 'b']),
    grant(['devices:delete'], ['b', 'c']),
  );

  test.each([
    [['devices:read'], ['a', 'b']],
    [['devices:read-update', 'devices:delete'], ['b']],
    [[], null],
  ] as const)('passes for %j in %j', (scopes, groups) => {
    expect(() => requireHeldIn(limited, { scopes, groups })).not.toThrow();
    expect(coversGrant(limited, grant(scopes, groups))).toBe(true);
  });

  test.each([
    [['devices:read'], ['a', 'c']],
    [['devices:read', 'devices:delete'], ['a']],
    [['devices:read'], null],
    [['users:read'], ['b']],
  ] as const)('refuses %j in %j', (scopes, groups) => {
    expect(() => requireHeldIn(limited, { scopes, groups })).toThrow(
      refusedWith('scope_not_held') as Error,
    );
    expect(coversGrant(limited, grant(scopes, groups))).toBe(false);
  });

  test('names what is missing, and where', () => {
    const wanted = { scopes: ['users:read', 'devices:read', 'devices:delete'], groups: ['a'] };
    expect(() => requireHeldIn(limited, wanted as never)).toThrow(
      expect.objectContaining({
        details: { detail: 'Not held for every one of a: devices:delete, users:read' },
      }) as Error,
    );
  });
});
