/** The request of the authorization code flow, which every kind of provider begins with. */
import {
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type Configuration,
} from 'openid-client';
import type { LoginChecks } from './login-provider.ts';
import type { ProviderConfig } from './read-providers.ts';

/** The parameters of one request. */
export interface LoginParameters {
  readonly checks: LoginChecks;
  /** What a kind of provider takes beside those of every kind. */
  readonly extra: Readonly<Record<string, string>>;
}

/** Which client asks, and where the browser comes back to. */
export interface CodeFlow {
  readonly provider: ProviderConfig;
  readonly redirectUri: URL;
}

/** The address of the request, with state and PKCE by S256 (RFC 6749, 4.1.1; RFC 7636, 4.3) and what else is given. */
export const buildLoginUrl = async (
  configuration: Configuration,
  { provider, redirectUri }: CodeFlow,
  { checks, extra }: LoginParameters,
): Promise<URL> =>
  buildAuthorizationUrl(configuration, {
    response_type: 'code',
    redirect_uri: redirectUri.href,
    scope: provider.scopes.join(' '),
    state: checks.state,
    code_challenge: await calculatePKCECodeChallenge(checks.codeVerifier),
    code_challenge_method: 'S256',
    ...extra,
  });

/** The address at which the browser came back, as the library reads it. */
export const answerUrl = (redirectUri: URL, answer: URLSearchParams): URL => {
  const url = new URL(redirectUri);
  url.search = answer.toString();
  return url;
};
