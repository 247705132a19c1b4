/** Login through GitHub, or GitHub Enterprise Server, which speak OAuth 2 without OpenID Connect. */
import type { VerifiedIdentity } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { authorizationCodeGrant } from 'openid-client';
import { answerUrl, buildLoginUrl, type CodeFlow } from './code-flow.ts';
import { configureClient } from './discover.ts';
import { createGithubApi, type GithubApi } from './github-api.ts';
import { logFailure } from './judge-failure.ts';
import type { LoginProvider } from './login-provider.ts';

/**
 * GitHub’s flow for web applications. A person is known by the number of their account, which a change of the login leaves
 * as it is; the organizations that they are in are their groups.
 */
export const createGithubLogin = (flow: CodeFlow): LoginProvider => {
  const { provider, redirectUri } = flow;
  const issuer = `${provider.issuer.href.replace(/\/$/, '')}/login/oauth`;
  const configuration = configureClient(provider, {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/access_token`,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  });
  return {
    id: provider.id,
    kind: provider.kind,
    title: provider.title,
    policy: provider.policy,
    begin: (_log, checks) => buildLoginUrl(configuration, flow, { checks, extra: {} }),
    complete: async (log, answer, checks) => {
      try {
        const tokens = await authorizationCodeGrant(configuration, answerUrl(redirectUri, answer), {
          expectedState: checks.state,
          pkceCodeVerifier: checks.codeVerifier,
        });
        return await readIdentity(flow, createGithubApi(provider.apiUrl, tokens.access_token));
      } catch (error) {
        throw logFailure(log, provider.id, error);
      }
    },
  };
};

const readIdentity = async ({ provider }: CodeFlow, api: GithubApi): Promise<VerifiedIdentity> => {
  const { id, login } = await api.findSelf();
  const groups = await api.listOwnOrganizations();
  const isAllowed = groups.some((name) => provider.allowed.has(name.toLowerCase()));
  if (provider.allowed.size > 0 && !isAllowed) throw fault('identity_not_allowed');
  return { subject: String(id), login, groups };
};
