/** Login through an OpenID provider, Google among them. */
import type { VerifiedIdentity } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Logger } from '@moorgate/observability';
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
export const createOpenIdLogin = (flow: CodeFlow, log: Logger): LoginProvider => {
  const { provider, redirectUri } = flow;
  const discover = createDiscovery(provider, log);
  return {
    id: provider.id,
    kind: provider.kind,
    title: provider.title,
    policy: provider.policy,
    begin: async (checks) => {
      const extra = { response_type: 'code', nonce: checks.nonce, ...hostedDomainHint(flow) };
      return buildLoginUrl(await discover(), flow, checks, extra);
    },
    complete: async (answer, checks) => {
      const configuration = await discover();
      try {
        const url = answerUrl(redirectUri, answer);
        return readIdentity(flow, await readAllClaims(flow, configuration, { url, checks }));
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

/** The claims of the ID token, and those of the userinfo endpoint where the ID token lacks one that is needed. */
const readAllClaims = async (
  { provider }: CodeFlow,
  configuration: Configuration,
  { url, checks }: { readonly url: URL; readonly checks: LoginChecks },
): Promise<Claims> => {
  const tokens = await authorizationCodeGrant(configuration, url, {
    expectedState: checks.state,
    expectedNonce: checks.nonce,
    pkceCodeVerifier: checks.codeVerifier,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  if (claims === undefined) throw fault('login_answer_invalid');
  const needed = [
    provider.loginClaim,
    ...(provider.groupClaim === null ? [] : [provider.groupClaim]),
  ];
  const isComplete = needed.every((name) => claims[name] !== undefined);
  if (isComplete || configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
  const more = await fetchUserInfo(configuration, tokens.access_token, claims.sub);
  return { ...more, ...claims };
};

const readIdentity = ({ provider }: CodeFlow, claims: Claims): VerifiedIdentity => {
  const identity = readClaims(claims, provider);
  if (provider.kind !== 'google') return identity;
  // Of an account outside of Google Workspace there is no hosted domain, whatever its address ends with.
  const domain = typeof claims['hd'] === 'string' ? claims['hd'].toLowerCase() : null;
  if (provider.allowed.size > 0 && (domain === null || !provider.allowed.has(domain)))
    throw fault('identity_not_allowed');
  return { ...identity, groups: domain === null ? [] : [domain] };
};
