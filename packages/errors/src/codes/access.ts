/** Who asks, and what they may do. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const access = {
  credentials_required: {
    kind: 'unauthenticated',
    title: 'This operation needs a token or a session.',
    remedy: 'Send `Authorization: Bearer <token>` or `OSF-TOKEN: <token>`.',
  },
  credentials_invalid: {
    kind: 'unauthenticated',
    title: 'The credential is unknown, expired or revoked.',
    remedy: 'Create another token; the list of tokens shows which have ended.',
  },
  login_failed: {
    kind: 'unauthenticated',
    title: 'The name or the password is wrong.',
    remedy: 'Try again, or have an administrator set a new password.',
  },
  password_wrong: {
    kind: 'forbidden',
    title: 'The present password is wrong.',
    remedy: 'Try again, or have an administrator set a new password.',
  },
  scope_missing: {
    kind: 'forbidden',
    title: 'The credential lacks a scope that this operation needs.',
    remedy: '`detail` names the scope. A token never has more than its owner’s present rights.',
  },
  scope_not_held: {
    kind: 'forbidden',
    title: 'Nobody can grant a scope that they do not have.',
    remedy: 'Leave the scope out, or let somebody do it who has it.',
  },
  token_address_forbidden: {
    kind: 'forbidden',
    title: 'The token may not be used from this address.',
    remedy: 'Use it from one of the networks that it is limited to, or have another token made.',
  },
  role_not_found: {
    kind: 'not_found',
    title: 'There is no role of this name.',
    remedy: '`GET /roles` lists them.',
  },
  role_exists: {
    kind: 'conflict',
    title: 'There is a role of this name.',
    remedy: 'Choose another name, or change the role with `PUT /roles/{name}`.',
  },
  role_in_use: {
    kind: 'conflict',
    title: 'Somebody has the role.',
    remedy: 'Take it from everybody who has it first; `detail` says how many they are.',
  },
  cross_site_request: {
    kind: 'forbidden',
    title: 'A browser sent this from another site.',
    remedy: 'With a session cookie, requests that change something must come from our own pages.',
  },
  session_required: {
    kind: 'conflict',
    title: 'The credential is a token, not a session.',
    remedy: 'Log in and ask with the session. A token ends by `DELETE /tokens/{id}`.',
  },
  session_not_fresh: {
    kind: 'forbidden',
    title: 'The login of this session is too long ago for this.',
    remedy: 'Log in again, then repeat it.',
  },
  password_expired: {
    kind: 'forbidden',
    title: 'The password is too old, or somebody else chose it.',
    remedy: 'Choose another one with `PUT /self/password`; until then nothing else is allowed.',
  },
  second_factor_required: {
    kind: 'unauthenticated',
    title: 'The account has a second factor.',
    remedy: 'Log in with `one-time-code` or `recovery-code` in the same request.',
  },
  second_factor_failed: {
    kind: 'unauthenticated',
    title: 'The code is wrong, or was used before.',
    remedy:
      'Wait for the next code of the authenticator and check the clock of its device, or use a recovery code. An administrator can reset the second factor.',
  },
  one_time_code_wrong: {
    kind: 'forbidden',
    title: 'The code is wrong, or was used before.',
    remedy: 'Wait for the next code of the authenticator and check the clock of its device.',
  },
  second_factor_setup_required: {
    kind: 'forbidden',
    title: 'Everybody needs a second factor here.',
    remedy:
      'Set one up with `POST /self/totp` and `POST /self/totp/confirm`; until then nothing else is allowed.',
  },
  second_factor_exists: {
    kind: 'conflict',
    title: 'The account has a second factor already.',
    remedy: 'Remove it first, with `DELETE /self/totp`.',
  },
  second_factor_not_found: {
    kind: 'not_found',
    title: 'The account has no second factor.',
    remedy: 'Begin to set one up with `POST /self/totp`.',
  },
  session_not_found: {
    kind: 'not_found',
    title: 'There is no such session.',
    remedy: 'The list of sessions shows the ids of those that are open.',
  },
  user_active: {
    kind: 'conflict',
    title: 'The account is in use.',
    remedy: 'Only an account that was deactivated can be reactivated.',
  },
  last_administrator: {
    kind: 'conflict',
    title: 'Nobody would be left who can give rights to others.',
    remedy:
      'Give somebody else `users:read-update` and `users:create`, without a limit to groups, first. On the host, `moorgate user recover` makes an administrator.',
  },
  user_not_found: {
    kind: 'not_found',
    title: 'There is no such user.',
    remedy: 'The list of users shows who there is.',
  },
  user_exists: {
    kind: 'conflict',
    title: 'A user of this name exists.',
    remedy: 'Choose another name.',
  },
  user_is_self: {
    kind: 'conflict',
    title: 'Nobody can do this to their own account.',
    remedy: 'Let another administrator do it. Your own password is changed with the present one.',
  },
  token_not_found: {
    kind: 'not_found',
    title: 'There is no such token.',
    remedy: 'The list of tokens shows the ids.',
  },
} as const satisfies Record<string, CatalogueEntry>;
