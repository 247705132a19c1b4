/** Tokens and service accounts. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const tokens = {
  token_ended: {
    kind: 'conflict',
    title: 'The token has ended.',
    remedy: 'It was revoked, has expired, or was used as often as it may be. Create another one.',
  },
  token_disabled: {
    kind: 'conflict',
    title: 'The token, or its owner, is disabled.',
    remedy: 'Enable it first, or create another one.',
  },
  token_parent_disabled: {
    kind: 'conflict',
    title: 'The token that this one was made with is disabled.',
    remedy: 'Enable that one; what was disabled with it is enabled with it.',
  },
  token_not_narrower: {
    kind: 'forbidden',
    title: 'The limits of a token only grow narrower.',
    remedy: 'Leave out what `detail` names, or create another token.',
  },
  token_uses_bounded: {
    kind: 'forbidden',
    title: 'A token with a number of uses makes no other tokens.',
    remedy: 'Make the token with a session, or with a token without that limit.',
  },
  token_required: {
    kind: 'conflict',
    title: 'The credential is a session, not a token.',
    remedy: 'With a session, name the token by its id.',
  },
  token_not_rotatable: {
    kind: 'conflict',
    title: 'What an OAuth client holds gets no new secret this way.',
    remedy: 'The client gets new tokens by its refresh token; or revoke this one.',
  },
  token_versions_exhausted: {
    kind: 'conflict',
    title: 'Five secrets of the token are valid at the same time.',
    remedy: 'Wait until an overlap ends, or rotate with the overlap `0s`, which ends them all.',
  },
  service_account_not_found: {
    kind: 'not_found',
    title: 'There is no such service account.',
    remedy: 'The list of service accounts shows the names.',
  },
  service_account_foreign: {
    kind: 'forbidden',
    title: 'Only its owner makes tokens of a service account.',
    remedy: 'Let the owner do it, or take the account over first.',
  },
  service_account_owner_unfit: {
    kind: 'conflict',
    title: 'A service account belongs to an active person.',
    remedy: 'Name a user who is a person and has not been deactivated.',
  },
} as const satisfies Record<string, CatalogueEntry>;
