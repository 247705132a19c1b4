/** Who asks: a token in one of two headers, or a session in a cookie. */
import { authenticateToken, type Context, type TokenKeys, type UserPrincipal } from '@moorgate/auth';
import { authenticateEnrolmentToken, isEnrolmentText } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { type Credentials, readAuthorization } from '@moorgate/http';
import { authenticateSession, type SessionServices } from '../../authenticate-session.ts';

/** What a credential is checked with. */
export interface AuthenticationServices extends SessionServices {
  readonly enrolmentKeys: TokenKeys;
  /** The factory of this installation. */
  readonly factory: string;
}

/**
 * Takes the first credential of: `Authorization: Bearer`, `OSF-TOKEN`, the session cookie. One that is wrong is refused,
 * whatever else was sent. With an enrolment token a device registers, where the operation says so, and does nothing else.
 * Throws `credentials_required`, `credentials_invalid` and `cross_site_request`.
 */
export const authenticateNative = async (
  ctx: Omit<Context, 'principal'>,
  services: AuthenticationServices,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const token = readToken(credentials.headers);
  if (token !== null) return authenticateHeader(ctx, services, { token, credentials });
  const holder = await authenticateSession(ctx, services, credentials);
  if (holder === null) throw fault('credentials_required');
  return holder;
};

/** An enrolment token where the operation takes one; a token of an operator or of a program everywhere. */
const authenticateHeader = (
  ctx: Omit<Context, 'principal'>,
  { tokenChecks, enrolmentKeys: keys, factory }: AuthenticationServices,
  { token, credentials }: { readonly token: string; readonly credentials: Credentials },
): Promise<UserPrincipal> => {
  if (credentials.admitsEnrolment === true && isEnrolmentText(token))
    return authenticateEnrolmentToken(ctx, { keys, factory }, token);
  const { headers, isRepeated = false } = credentials;
  const userAgent = headers['user-agent'] ?? null;
  const presented = { text: token, kinds: ['pat', 'svc'], userAgent, isRepeated } as const;
  return authenticateToken(ctx, tokenChecks, presented);
};

/** Every token of ours begins so, and no base64 has an underscore. */
const ourToken = /^mgt_/;

/** Tools that register devices encode a token of OAuth in base64 once more. */
const asSent = (text: string): string => {
  const decoded = ourToken.test(text) ? '' : Buffer.from(text, 'base64').toString('latin1');
  return ourToken.test(decoded) ? decoded : text;
};

/** The token of a header; null when neither is there. Another scheme than Bearer is a wrong credential, not none. */
const readToken = (headers: Credentials['headers']): string | null => {
  const authorization = readAuthorization(headers['authorization']);
  if (authorization === null) return headers['osf-token'] || null;
  if (authorization.scheme !== 'bearer') throw fault('credentials_invalid');
  return asSent(authorization.token);
};
