/** Logins through providers, and the identities that they vouch for. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const identities = {
  identity_provider_not_found: {
    kind: 'not_found',
    title: 'There is no such login provider.',
    remedy: '`GET /auth/providers` lists those that are configured.',
  },
  identity_provider_unavailable: {
    kind: 'unavailable',
    title: 'The login provider does not answer.',
    remedy: 'Try again, or log in another way; the operator finds the cause in the log.',
  },
  login_not_expected: {
    kind: 'invalid',
    title: 'This browser did not begin this login, or not within the last ten minutes.',
    remedy:
      'Begin again, in one window. A login is good for one answer of the provider, in the browser that began it.',
  },
  login_declined: {
    kind: 'forbidden',
    title: 'The login provider did not let the login go on.',
    remedy: 'Begin again and agree at the provider; the operator finds its reason in the log.',
  },
  login_answer_invalid: {
    kind: 'forbidden',
    title: 'The answer of the login provider failed a check.',
    remedy: 'Begin again. If it lasts, the operator finds in the log which check it was.',
  },
  identity_not_allowed: {
    kind: 'forbidden',
    title: 'Only members of certain domains or organizations may log in.',
    remedy: 'Log in with an account of such a domain or organization; the operator has the list.',
  },
  identity_unknown: {
    kind: 'forbidden',
    title: 'No account belongs to this identity, and none is created for it.',
    remedy:
      'Log in another way and link the identity to your account, or have an administrator create one.',
  },
  identity_issuer_changed: {
    kind: 'forbidden',
    title: 'The identity was linked when the provider’s name stood for another issuer.',
    remedy: 'Give the new issuer a name of its own, or unlink the identity and link it again.',
  },
  account_deactivated: {
    kind: 'forbidden',
    title: 'The account of this identity is deactivated.',
    remedy: 'An administrator decides whether you get another one.',
  },
  account_has_password: {
    kind: 'forbidden',
    title: 'This provider logs nobody in who has a password here.',
    remedy: 'Log in with the password. The operator decides it for each provider.',
  },
  identity_taken: {
    kind: 'conflict',
    title: 'The identity belongs to another account.',
    remedy: 'Unlink it there first.',
  },
  identity_already_linked: {
    kind: 'conflict',
    title: 'The account has an identity of this provider.',
    remedy: 'Unlink the present one first.',
  },
  identity_not_found: {
    kind: 'not_found',
    title: 'The account has no identity of this provider.',
    remedy: 'The list of identities shows which there are.',
  },
  identity_is_last_login: {
    kind: 'conflict',
    title: 'Without this identity nobody could log in to the account.',
    remedy: 'Set a password or link another identity first.',
  },
} as const satisfies Record<string, CatalogueEntry>;
