/** What a client has beside what every token has, as it is asked for. */
import { invalidField } from '@moorgate/auth';
import type { OAuthClientColumns } from '@moorgate/db';
import type { ClientTerms } from './client.ts';

/** Terms as they are asked for; what is left out is as it was, or as usual. */
export interface AskedTerms {
  readonly redirectUris?: readonly string[] | undefined;
  readonly certificateThumbprint?: string | null | undefined;
  readonly requiresBinding?: boolean | undefined;
}

const redirectUrisMax = 20;
const redirectUriLengthMax = 2_000;
const thumbprintPattern = /^[A-Za-z0-9_-]{43}$/;
const loopbackHosts = ['127.0.0.1', '[::1]', 'localhost'];

/**
 * A place that codes may be sent to: HTTPS, or HTTP on the same machine, or the scheme of an app, which has a dot
 * (RFC 8252, 7 and 8.4; RFC 6749, 3.1.2). Browsers run what is under some other schemes.
 */
const isRedirectUri = (text: string): boolean => {
  const url = text.length <= redirectUriLengthMax ? URL.parse(text) : null;
  if (url === null || text.includes('#') || url.username !== '' || url.password !== '')
    return false;
  if (url.protocol === 'http:') return loopbackHosts.includes(url.hostname);
  return url.protocol === 'https:' || url.protocol.includes('.');
};

const checkRedirectUris = (uris: readonly string[]): void => {
  if (uris.length > redirectUrisMax)
    throw invalidField('/redirect-uris', `must have at most ${redirectUrisMax} entries`);
  const wrong = uris.findIndex((uri) => !isRedirectUri(uri));
  if (wrong >= 0)
    throw invalidField(
      `/redirect-uris/${wrong}`,
      'must be an absolute address without a fragment: https, http on this machine, or the scheme of an app',
    );
};

/** The terms that are asked for, over those that there are. Throws `invalid_request`. */
export const chooseTerms = (present: ClientTerms, asked: AskedTerms): ClientTerms => {
  const { isPublic } = present;
  const redirectUris = [...new Set(asked.redirectUris ?? present.redirectUris)];
  checkRedirectUris(redirectUris);
  const certificateThumbprint =
    asked.certificateThumbprint === undefined
      ? present.certificateThumbprint
      : asked.certificateThumbprint;
  if (certificateThumbprint !== null && !thumbprintPattern.test(certificateThumbprint))
    throw invalidField('/certificate-thumbprint', 'must be a SHA-256 in base64url');
  if (certificateThumbprint !== null && isPublic)
    throw invalidField('/certificate-thumbprint', 'must not be given for a public client');
  const requiresBinding = asked.requiresBinding ?? present.requiresBinding;
  return { isPublic, redirectUris, certificateThumbprint, requiresBinding };
};

/** The terms of a client of which nothing is said. */
export const usualTerms = (isPublic: boolean): ClientTerms => ({
  isPublic,
  redirectUris: [],
  certificateThumbprint: null,
  requiresBinding: false,
});

/** The terms as columns. */
export const columnsOf = (terms: ClientTerms): OAuthClientColumns => ({
  is_public: terms.isPublic,
  redirect_uris: [...terms.redirectUris],
  certificate_thumbprint: terms.certificateThumbprint,
  requires_binding: terms.requiresBinding,
});
