/** Logins through providers, put together. */
import type { SealingKeys, TokenChecks, TokenKeys } from '@moorgate/auth';
import { createSessionCookie } from '../session-cookie.ts';
import { createAttemptLimiter } from './attempt-limiter.ts';
import type { LoginServices } from './begin-login.ts';
import { createLoginCookie } from './login-cookie.ts';
import type { LoginProviders } from './login-provider.ts';
import { createLoginRoutes, type LoginRoutes } from './login-routes.ts';

/** What a login is made of. */
export interface LoginParts {
  readonly tokenKeys: TokenKeys;
  readonly tokenChecks: TokenChecks;
  readonly sealingKeys: SealingKeys;
  readonly loginProviders: LoginProviders;
  readonly ownOrigin: { readonly isSecure: boolean };
}

/** The pages that browsers visit, and what the endpoints of a dialect need to send a browser there. */
export interface Login {
  readonly routes: LoginRoutes;
  readonly services: LoginServices;
}

/** Makes both over one set of cookies and limits. */
export const createLogin = (parts: LoginParts): Login => {
  const { tokenKeys, tokenChecks, sealingKeys, loginProviders: providers, ownOrigin } = parts;
  const { isSecure } = ownOrigin;
  const services = { providers, loginCookie: createLoginCookie(sealingKeys, isSecure) };
  const sessionCookie = createSessionCookie(isSecure);
  const attempts = createAttemptLimiter();
  return {
    services,
    routes: createLoginRoutes({ ...services, tokenKeys, tokenChecks, sessionCookie, attempts }),
  };
};
