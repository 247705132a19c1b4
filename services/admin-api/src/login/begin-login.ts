/** Sending a browser to a provider. */
import type { Context } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Reply } from '@moorgate/http';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { type LoginCookie, loginLifetimeMs, type LoginTransaction } from './login-cookie.ts';
import type { LoginProvider, LoginProviders } from './login-provider.ts';

/** What logins through providers stand on. */
export interface LoginServices {
  readonly providers: LoginProviders;
  readonly loginCookie: LoginCookie;
}

/** The provider of this id. Throws `identity_provider_not_found`. */
export const findProvider = (providers: LoginProviders, id: string): LoginProvider => {
  const provider = providers.get(id);
  if (provider === undefined) throw fault('identity_provider_not_found');
  return provider;
};

/**
 * Begins a login, or the linking of an identity: 303 to the provider, with the cookie that the answer is compared with.
 * Throws `identity_provider_unavailable`.
 */
export const beginLogin = async (
  ctx: Pick<Context, 'clock' | 'log'>,
  loginCookie: LoginCookie,
  request: Pick<LoginTransaction, 'returnTo' | 'linking'> & { readonly provider: LoginProvider },
): Promise<Reply> => {
  const { provider, returnTo, linking } = request;
  const checks = {
    state: randomState(),
    nonce: randomNonce(),
    codeVerifier: randomPKCECodeVerifier(),
  };
  const location = await provider.begin(ctx.log, checks);
  const expiresAtMs = ctx.clock.now().getTime() + loginLifetimeMs;
  const transaction = { ...checks, provider: provider.id, returnTo, linking, expiresAtMs };
  const headers = { Location: location.href, 'Set-Cookie': loginCookie.set(transaction) };
  return { status: 303, headers };
};
