/** A role: rights under a name, for every device or for those of some groups. */
import type { RoleRow, UserRoleRow } from '@moorgate/db';
import { fault, type Issue } from '@moorgate/errors';
import type { Principal } from '../principal.ts';
import { requireHeldIn } from '../rights.ts';
import type { Scope } from '../scopes/catalogue.ts';
import { isScope, listScopes, scopeSet } from '../scopes/scope-set.ts';

export interface Role {
  readonly name: string;
  readonly description: string;
  /** The shortest list of what the role allows, sorted. */
  readonly scopes: readonly Scope[];
  /** The groups whose devices it is for, sorted; null: every device, and what is no device. */
  readonly groups: readonly string[] | null;
  readonly createdAt: Date;
  readonly createdBy: string;
  readonly changedAt: Date;
  /** Grows by one with each change. */
  readonly version: number;
}

/** What somebody wants a role to be. */
export interface RoleContent {
  readonly description?: string | undefined;
  readonly scopes: readonly string[];
  /** Without them, or with null, the role is for every device. */
  readonly groups?: readonly string[] | null | undefined;
}

/** The same, checked. */
export interface CheckedRole {
  readonly description: string;
  readonly scopes: readonly Scope[];
  readonly groups: readonly string[] | null;
}

/** What a name of a role looks like; nothing in it needs escaping in a path, a log or a page. */
export const roleNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What a group of devices may be called: as the label `group` may be. */
export const groupNamePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$/;

/** How many groups one role may be limited to. */
export const roleGroupsMax = 200;

const descriptionPattern = /^[^\p{Cc}\p{Cs}]{0,200}$/u;

/**
 * Whatever is no device has no group, so that a scope of it would never be held by a role that is limited to some; updates have
 * none either, but are given to devices.
 */
const isOfDevices = (scope: Scope): boolean => /^(?:devices|updates):/.test(scope);

/** The row as an entity; scopes of a newer version, which allow nothing here, are left out. */
export const roleFromRow = (row: RoleRow): Role => ({
  name: row.name,
  description: row.description,
  scopes: listScopes(scopeSet(row.scopes)),
  groups: row.device_groups,
  createdAt: row.created_at,
  createdBy: row.created_by,
  changedAt: row.changed_at,
  version: row.version,
});

/** Passes for the name of a role. Throws `invalid_request`. */
export const checkRoleName = (name: string): void => {
  if (roleNamePattern.test(name)) return;
  const message = 'must be 1 to 64 letters, digits and . _ -, beginning with a letter or digit';
  throw fault('invalid_request', { issues: [{ pointer: '/name', message }] });
};

const scopeIssues = (texts: readonly string[], isLimited: boolean): Issue[] =>
  texts.flatMap((text, index) => {
    const pointer = `/scopes/${index}`;
    if (!isScope(text)) return [{ pointer, message: 'is not a scope' }];
    if (!isLimited || isOfDevices(text)) return [];
    return [{ pointer, message: 'is not about devices, so it cannot be limited to groups' }];
  });

const groupIssues = (groups: readonly string[] | null): Issue[] => {
  if (groups === null) return [];
  if (groups.length === 0 || groups.length > roleGroupsMax)
    return [{ pointer: '/groups', message: `must name 1 to ${roleGroupsMax} groups, or be null` }];
  return groups.flatMap((group, index) =>
    groupNamePattern.test(group)
      ? []
      : [{ pointer: `/groups/${index}`, message: `must match ${groupNamePattern.source}` }],
  );
};

/** The content of a role in its stored form. Throws `invalid_request`, with everything that is wrong. */
export const checkRole = (content: RoleContent): CheckedRole => {
  const { description = '', scopes, groups = null } = content;
  const issues = [
    ...(descriptionPattern.test(description)
      ? []
      : [{ pointer: '/description', message: 'must be at most 200 characters of text' }]),
    ...(scopes.length === 0 ? [{ pointer: '/scopes', message: 'must name a scope' }] : []),
    ...scopeIssues(scopes, groups !== null),
    ...groupIssues(groups),
  ];
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return {
    description,
    scopes: listScopes(scopeSet(scopes)),
    groups: groups === null ? null : [...new Set(groups)].sort(),
  };
};

/** Passes when the principal holds all that a role gives, for all that it gives it for. Throws `scope_not_held`. */
export const requireRoleHeld = (
  principal: Principal,
  role: Pick<UserRoleRow, 'scopes' | 'device_groups'>,
): void => requireHeldIn(principal, { scopes: scopeSet(role.scopes), groups: role.device_groups });
