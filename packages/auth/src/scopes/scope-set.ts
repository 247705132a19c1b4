/** Sets of scopes: reading them from text, what they imply, and what two of them have in common. */
import { allScopes, scopeCatalogue, type Scope } from './catalogue.ts';

/** True for a text that is exactly one scope of the catalogue. */
export const isScope = (text: string): text is Scope => Object.hasOwn(scopeCatalogue, text);

/** The scope and, for `read-update`, the `read` that it implies. */
const implied = (scope: Scope): readonly Scope[] => {
  const read = scope.replace(/:read-update$/, ':read');
  return read !== scope && isScope(read) ? [scope, read] : [scope];
};

/** The set with everything that its members imply; texts that are no scopes (of a newer version, say) grant nothing. */
export const scopeSet = (scopes: Iterable<string>): ReadonlySet<Scope> =>
  new Set([...scopes].filter(isScope).flatMap(implied));

/** What both sets allow. */
export const intersectScopes = (
  one: ReadonlySet<Scope>,
  other: ReadonlySet<Scope>,
): ReadonlySet<Scope> => new Set([...one].filter((scope) => other.has(scope)));

/** The shortest sorted list that means the same set: without a `read` that a `read-update` implies. */
export const listScopes = (scopes: ReadonlySet<Scope>): Scope[] =>
  allScopes.filter(
    (scope) =>
      scopes.has(scope) &&
      !(scope.endsWith(':read') && (scopes as ReadonlySet<string>).has(`${scope}-update`)),
  );
