/** A user: an account of a person, or of a program that stands for nobody else. */
import { fault } from '@moorgate/errors';
import type { UserRow } from '@moorgate/db';
import type { Scope } from '../scopes/catalogue.ts';
import { isScope, listScopes, scopeSet } from '../scopes/scope-set.ts';
import type { Principal } from '../principal.ts';
import { requireHeldIn } from '../rights.ts';

export interface User {
  readonly id: string;
  readonly username: string;
  /** The shortest list of what the user may do beside their roles, sorted. */
  readonly scopes: readonly Scope[];
  /** The names of the user's roles, sorted. */
  readonly roles: readonly string[];
  readonly createdAt: Date;
  readonly createdBy: string;
  /** Null for a user without a password. */
  readonly passwordChangedAt: Date | null;
  /** Null for an account in use. */
  readonly deactivatedAt: Date | null;
}

/** What a name of a user looks like; nothing in it needs escaping in a path, a log or a page. */
export const usernamePattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** The row as an entity, with the names of its roles. */
export const userFromRow = (row: UserRow, roles: readonly string[]): User => ({
  id: row.id,
  username: row.username,
  scopes: listScopes(scopeSet(row.scopes)),
  roles,
  createdAt: row.created_at,
  createdBy: row.created_by,
  passwordChangedAt: row.password_changed_at,
  deactivatedAt: row.deactivated_at,
});

/** Passes for the name of a user. Throws `invalid_request`. */
export const checkUsername = (username: string): void => {
  if (usernamePattern.test(username)) return;
  throw fault('invalid_request', {
    issues: [
      {
        pointer: '/username',
        message: 'must be 1 to 64 letters, digits and . _ @ -, beginning with a letter or digit',
      },
    ],
  });
};

/** The scopes that the texts name, as the shortest sorted list. Throws `invalid_request`, naming what is no scope. */
export const parseScopes = (texts: readonly string[]): Scope[] => {
  const issues = texts.flatMap((text, index) =>
    isScope(text) ? [] : [{ pointer: `/scopes/${index}`, message: 'is not a scope' }],
  );
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return listScopes(scopeSet(texts));
};

/** Passes when the principal holds every scope of the list without a limit. Throws `scope_not_held`, naming those that it lacks. */
export const requireHeld = (principal: Principal, scopes: Iterable<Scope>): void =>
  requireHeldIn(principal, { scopes, groups: null });
