/** OAuth between its wire and the use cases; pure. */
import { allScopes, toConfirmation } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import type { Authorization } from '@moorgate/http';
import type { IssuedGrant, PresentedClient, TokenDescription } from '@moorgate/oauth';
import type { Introspection, TokenRequestForm, TokenResponse } from './schemas.ts';

/** A parameter without a value is one that was left out (RFC 6749, 3.2). */
export const withoutEmpty = (
  form: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== ''));

/** What a client writes into Basic is encoded as in a form first (RFC 6749, 2.3.1). */
const decodeField = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

const valueOf = (text: string | undefined): string | null =>
  text === undefined || text === '' ? null : text;

/**
 * What a request says of its client: in the body, or by Basic. Throws `oauth_request_invalid` for both (RFC 6749, 2.3), and
 * for two clients.
 */
export const toPresentedClient = (
  authorization: Authorization | null,
  form: { readonly client_id?: string; readonly client_secret?: string },
): PresentedClient => {
  const clientId = valueOf(form.client_id);
  const clientSecret = valueOf(form.client_secret);
  if (authorization === null) return { clientId, clientSecret };
  if (authorization.scheme !== 'basic' || authorization.password === null)
    throw fault('client_invalid');
  const basicId = decodeField(authorization.username);
  if (clientSecret !== null || (clientId !== null && clientId !== basicId))
    throw fault('oauth_request_invalid', { detail: 'The client is named in two places.' });
  return { clientId: basicId, clientSecret: decodeField(authorization.password) };
};

/** The scopes that a request names, as the catalogue spells them; existing clients put the factory before each. */
export const toScopes = (
  { scope }: Pick<TokenRequestForm, 'scope'>,
  factory: string,
): readonly string[] | null => {
  if (scope === undefined || scope === '') return null;
  const prefix = `${factory}:`;
  return scope
    .split(' ')
    .filter((text) => text !== '')
    .map((text) =>
      text.startsWith(prefix) && !isKnownScope(text) ? text.slice(prefix.length) : text,
    );
};

const isKnownScope = (text: string): boolean => (allScopes as readonly string[]).includes(text);

/** How scopes are spelled for whoever asked. */
export interface Spelling {
  readonly factory: string;
  readonly hasPrefix: boolean;
}

const spell = (scopes: readonly string[], { factory, hasPrefix }: Spelling): string =>
  scopes.map((scope) => (hasPrefix ? `${factory}:${scope}` : scope)).join(' ');

/** The schema `OAuthTokenResponse`; it has secrets in it. */
export const toTokenResponse = (issued: IssuedGrant, spelling: Spelling): TokenResponse => ({
  access_token: issued.accessToken,
  token_type: issued.sender?.kind === 'jkt' ? 'DPoP' : 'Bearer',
  expires_in: issued.expiresInSeconds,
  ...(issued.refreshToken === null ? {} : { refresh_token: issued.refreshToken }),
  scope: spell(issued.scopes, spelling),
  orgs: [{ name: spelling.factory }],
  ...(issued.issuedTokenType === undefined ? {} : { issued_token_type: issued.issuedTokenType }),
});

const seconds = (instant: Date): number => Math.floor(instant.getTime() / 1_000);

/** The schema `OAuthIntrospection`. */
export const toIntrospection = (token: TokenDescription | null, issuer: string): Introspection => {
  if (token === null) return { active: false };
  const confirmation = toConfirmation(token.binding);
  return {
    active: true,
    scope: token.scopes.join(' '),
    ...(token.clientId === null ? {} : { client_id: token.clientId }),
    username: token.username,
    ...(token.isRefreshToken
      ? {}
      : { token_type: token.binding?.kind === 'jkt' ? 'DPoP' : 'Bearer' }),
    ...(token.expiresAt === null ? {} : { exp: seconds(token.expiresAt) }),
    iat: seconds(token.createdAt),
    ...(token.notBefore === null ? {} : { nbf: seconds(token.notBefore) }),
    sub: token.userId,
    iss: issuer,
    jti: token.id,
    ...(confirmation === null ? {} : { cnf: { ...confirmation } }),
    ...(token.actor === null ? {} : { act: token.actor }),
  };
};
