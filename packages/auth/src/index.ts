export { type Context, withDb } from './context.ts';
export {
  type DevicePrincipal,
  type Principal,
  principalName,
  requireScopes,
  type SystemPrincipal,
  type UserPrincipal,
} from './principal.ts';
export { allScopes, type Scope, scopeCatalogue } from './scopes/catalogue.ts';
export { intersectScopes, isScope, listScopes, scopeSet } from './scopes/scope-set.ts';
