/** What the scopes of a token let its holder do with this API. */
import type { UserPrincipal } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { scopesOfTerms } from './scope-grammar.ts';

/** What an endpoint does, as scopes are asked about it. */
export type Action =
  | 'show user'
  | 'read'
  | 'read authorizations'
  | 'create_authorization'
  | 'update_authorization'
  | 'destroy_authorization';

/** How far one scope, or several, reach: not at all, to nothing that is here, or to everything. */
type Reach = 'refused' | 'not permitted' | 'nothing' | 'all';

const isReading = (action: Action): boolean => !action.endsWith('_authorization');

/** Those that only look pass every GET; those that change something else pass the verb of every change, and no more. */
const reachOfMember = (scope: string, action: Action): Reach => {
  if (isReading(action)) return action === 'show user' ? 'all' : 'nothing';
  return scope.endsWith('/view') ? 'refused' : 'not permitted';
};

const reachOf = (scope: string, action: Action): Reach => {
  switch (scope) {
    case 'session':
      return 'all';
    case 'read':
      return action === 'show user' || action === 'read' ? 'all' : 'refused';
    case 'userinfo':
      return action === 'show user' ? 'all' : 'refused';
    default:
      return reachOfMember(scope, action);
  }
};

const widestFirst: readonly Reach[] = ['all', 'nothing', 'not permitted', 'refused'];

/** The scopes of whoever asks: those of a token, and for a password all that there is. */
export const scopesOf = ({ credential }: UserPrincipal): readonly string[] => {
  if (credential.kind === 'password') return ['session'];
  return scopesOfTerms(credential.terms ?? null);
};

/**
 * Passes where one of the scopes lets whoever asks do this, and answers whether they see everything or, with scopes about
 * what does not exist here, nothing. Throws `scope_missing` with the words of the original as `detail`.
 */
export const requireAction = (principal: UserPrincipal, action: Action): 'all' | 'nothing' => {
  const scopes = scopesOf(principal);
  if (scopes.length === 0)
    throw fault('scope_missing', { detail: 'You are not authorized to perform any operations.' });
  const reaches = scopes.map((scope) => reachOf(scope, action));
  const widest = widestFirst.find((reach) => reaches.includes(reach));
  if (widest === 'all' || widest === 'nothing') return widest;
  throw fault('scope_missing', {
    detail:
      widest === 'not permitted'
        ? `You are not permitted to perform this action with the scopes ${scopes.join(' ')} (${action} on cloud user)`
        : 'This action is not allowed with your current authorization.',
  });
};
