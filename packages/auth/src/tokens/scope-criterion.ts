/** Finding tokens by what they may do. */
import { allScopes, type Scope } from '../scopes/catalogue.ts';
import { isScope, scopeSet } from '../scopes/scope-set.ts';
import { invalidField } from './token-limits.ts';

/** The scopes any of which gives this one to a token: itself, and those that imply it. Throws `invalid_request`. */
export const listScopesGiving = (scope: string): readonly Scope[] => {
  if (!isScope(scope)) throw invalidField('/scope', 'is not a scope');
  return allScopes.filter((held) => scopeSet([held]).has(scope));
};
