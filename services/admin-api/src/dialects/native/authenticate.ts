/** Who asks: a token in one of two headers, or a session in a cookie. */
import {
  authenticateToken,
  type Context,
  type TokenKeys,
  type UserPrincipal,
} from '@moorgate/auth';
import { authenticateRunner } from '@moorgate/builds';
import { authenticateEnrolmentToken, isEnrolmentText } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import { type Credentials, readAuthorization } from '@moorgate/http';
import { authenticateSession, type SessionServices } from '../../authenticate-session.ts';
import { possessionFor, type TokenScheme } from '../../possession.ts';

/** What a credential is checked with. */
export interface AuthenticationServices extends SessionServices {
  readonly enrolmentKeys: TokenKeys;
  readonly tokenKeys: TokenKeys;
  /** The factory of this installation. */
  readonly factory: string;
}

/**
 * Takes the first credential of: `Authorization: Bearer` or `DPoP`, `OSF-TOKEN`, the session cookie. One that is wrong is refused,
 * whatever else was sent, and so is one that is bound to a key which the request does not show. With an enrolment token a device registers, where the operation says so, and does nothing else;
 * what runners do takes the token of a runner, and no other.
 * Throws `credentials_required`, `credentials_invalid` and `cross_site_request`.
 */
export const authenticateNative = async (
  ctx: Omit<Context, 'principal'>,
  services: AuthenticationServices,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const sent = readToken(credentials.headers);
  if (sent === null && credentials.admitsRunner === true) throw fault('credentials_required');
  if (sent !== null) return authenticateHeader(ctx, services, { ...sent, credentials });
  const holder = await authenticateSession(ctx, services, credentials);
  if (holder === null) throw fault('credentials_required');
  return holder;
};

/** A token, and how it came. */
interface SentToken {
  readonly token: string;
  readonly scheme: TokenScheme;
}

/** An enrolment token where the operation takes one; a token of an operator or of a program everywhere. */
const authenticateHeader = (
  ctx: Omit<Context, 'principal'>,
  services: AuthenticationServices,
  { token, scheme, credentials }: SentToken & { readonly credentials: Credentials },
): Promise<UserPrincipal> => {
  const { tokenChecks, enrolmentKeys: keys, factory, ownOrigin } = services;
  if (credentials.admitsRunner === true) return authenticateRunner(ctx, services, token);
  if (credentials.admitsEnrolment === true && isEnrolmentText(token))
    return authenticateEnrolmentToken(ctx, { keys, factory }, token);
  const { headers, isRepeated = false } = credentials;
  return authenticateToken(ctx, tokenChecks, {
    text: token,
    kinds: ['pat', 'svc', 'oac'],
    userAgent: headers['user-agent'] ?? null,
    possession: possessionFor(ctx, ownOrigin, { credentials, scheme }),
    isRepeated,
  });
};

/** Every token of ours begins so, and no base64 has an underscore. */
const ourToken = /^mgt_/;

/** Tools that register devices encode a token of OAuth in base64 once more. */
const asSent = (text: string): string => {
  const decoded = ourToken.test(text) ? '' : Buffer.from(text, 'base64').toString('latin1');
  return ourToken.test(decoded) ? decoded : text;
};

/** The token of a header; null when neither is there. Another scheme is a wrong credential, not none. */
const readToken = (headers: Credentials['headers']): SentToken | null => {
  const authorization = readAuthorization(headers['authorization']);
  if (authorization === null) {
    const token = headers['osf-token'] ?? '';
    return token === '' ? null : { token, scheme: 'other' };
  }
  const { scheme } = authorization;
  if (scheme !== 'bearer' && scheme !== 'dpop') throw fault('credentials_invalid');
  return { token: scheme === 'bearer' ? asSent(authorization.token) : authorization.token, scheme };
};
