/** Login through an OpenID provider, Google among them. */
import type { VerifiedIdentity } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { authorizationCodeGrant, fetchUserInfo, type Configuration } from 'openid-client';
import { answerUrl, buildLoginUrl, type CodeFlow } from './code-flow.ts';
import { createDiscovery } from './discover.ts';
import { logFailure } from './judge-failure.ts';
import type { LoginChecks, LoginProvider } from './login-provider.ts';
import { readClaims } from './read-claims.ts';

type Claims = Readonly<Record<string, unknown>>;

/**
 * A provider with discovery and the authorization code flow (OpenID Connect Core 1.0, 3.1). The answer is believed after
 * these checks: state, `iss` of the answer (RFC 9207), and the ID token’s signature, issuer, audience, nonce and times.
 */
export const createOpenIdLogin = (flow: CodeFlow): LoginProvider => {
  const { provider, redirectUri } = flow;
  const discover = createDiscovery(provider);
  return {
    id: provider.id,
    kind: provider.kind,
    title: provider.title,
    policy: provider.policy,
    begin: async (log, checks) => {
      const extra = { nonce: checks.nonce, ...hostedDomainHint(flow) };
      return buildLoginUrl(await discover(log), flow, { checks, extra });
    },
    complete: async (log, answer, checks) => {
      const configuration = await discover(log);
      try {
        const url = answerUrl(redirectUri, answer);
        return readIdentity(flow, await readAnswer(flow, configuration, { url, checks }));
      } catch (error) {
        throw logFailure(log, provider.id, error);
      }
    },
  };
};

/** Lets Google ask for an account of the only domain at once; whether it is one is checked when the answer is there. */
const hostedDomainHint = ({ provider }: CodeFlow): Record<string, string> => {
  const [domain, ...others] = provider.allowed;
  return domain === undefined || others.length > 0 ? {} : { hd: domain };
};

/** What a provider said: in the ID token, whose signature stands for it, and altogether. */
interface Answer {
  readonly idToken: Claims;
  readonly all: Claims;
}

/** The ID token’s claims, with those of the userinfo endpoint where the ID token lacks one that is needed. */
const readAnswer = async (
  { provider }: CodeFlow,
  configuration: Configuration,
  { url, checks }: { readonly url: URL; readonly checks: LoginChecks },
): Promise<Answer> => {
  const tokens = await authorizationCodeGrant(configuration, url, {
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    pkceCodeVerifier: checks.codeVerifier,
    idTokenExpected: true,
  });
  const idToken = tokens.claims();
  if (idToken === undefined) throw fault('login_answer_invalid');
  const { loginClaim, groupClaim } = provider;
  const needed = groupClaim === null ? [loginClaim] : [loginClaim, groupClaim];
  const isComplete = needed.every((name) => idToken[name] !== undefined);
  if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined)
    return { idToken, all: idToken };
  const more = await fetchUserInfo(configuration, tokens.access_token, idToken.sub);
  return { idToken, all: { ...more, ...idToken } };
};

const readIdentity = ({ provider }: CodeFlow, { idToken, all }: Answer): VerifiedIdentity => {
  const identity = readClaims(all, provider);
  if (provider.kind !== 'google') return identity;
  // An account outside of Google Workspace has no hosted domain, whatever its address ends with.
  const domain = typeof idToken['hd'] === 'string' ? idToken['hd'].toLowerCase() : null;
  if (provider.allowed.size > 0 && (domain === null || !provider.allowed.has(domain)))
    throw fault('identity_not_allowed');
  return { ...identity, groups: domain === null ? [] : [domain] };
};
