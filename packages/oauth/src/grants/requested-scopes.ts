/** Which scopes a request gets. */
import { intersectScopes, isScope, listScopes, type Scope, scopeSet } from '@moorgate/auth';
import { fault } from '@moorgate/errors';

/**
 * The scopes that were asked for, or all that there are to have where nothing was said (RFC 6749, 3.3). Throws
 * `oauth_scope_invalid` for what is no scope, and for more than there is.
 */
export const chooseScopes = (
  wanted: readonly string[] | null,
  available: readonly Scope[],
): readonly Scope[] => {
  const held = scopeSet(available);
  if (wanted === null) return listScopes(held);
  const unknown = wanted.filter((text) => !isScope(text));
  const missing = wanted.filter((text) => isScope(text) && !held.has(text));
  if (unknown.length > 0 || missing.length > 0 || wanted.length === 0)
    throw fault('oauth_scope_invalid', {
      detail: `Not to be had: ${[...unknown, ...missing].join(' ') || 'no scope at all'}`,
    });
  return listScopes(intersectScopes(scopeSet(wanted), held));
};
