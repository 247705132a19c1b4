/** The roles that a new installation begins with; each may be changed and deleted like any other. */
import { allScopes, type Scope } from '../scopes/catalogue.ts';
import { listScopes, scopeSet } from '../scopes/scope-set.ts';
import type { CheckedRole } from './role.ts';

const reading = allScopes.filter(
  (scope) => scope.endsWith(':read') && !/^(applications|audit|beacons|tokens|users):/.test(scope),
);

const operating: readonly Scope[] = [
  'ci:read-update',
  'devices:create',
  'devices:delete',
  'devices:read-update',
  'targets:read-update',
  'updates:delete',
  'updates:read-update',
];

const role = (
  name: string,
  description: string,
  scopes: readonly Scope[],
): CheckedRole & { readonly name: string } => ({
  name,
  description,
  scopes: listScopes(scopeSet(scopes)),
  groups: null,
});

/** Each has all of the one before. The last one has every scope that exists when the installation begins. */
export const suggestedRoles = [
  role('viewer', 'Sees devices, updates and builds, and makes tokens of their own.', [
    ...reading,
    'tokens:create',
  ]),
  role('operator', 'Works with devices and updates.', [...reading, ...operating, 'tokens:create']),
  role('administrator', 'May do everything, and give rights to others.', allScopes),
] as const;
