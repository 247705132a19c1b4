/** Who asks: a token in one of two headers, or a session in a cookie. */
import {
  accountRestriction,
  authenticateToken,
  type Context,
  type PresentedToken,
  type TokenChecks,
  type TokenKeys,
  type UserPrincipal,
} from '@moorgate/auth';
import { authenticateEnrolmentToken, isEnrolmentText } from '@moorgate/devices';
import { fault } from '@moorgate/errors';
import type { Credentials } from '@moorgate/http';
import type { AccountDemands } from '../../accounts.ts';
import type { OwnOrigin } from '../../same-origin.ts';
import type { SessionCookie } from './session-cookie.ts';

/** What a credential is checked with. */
export interface AuthenticationServices {
  readonly tokenChecks: TokenChecks;
  readonly enrolmentKeys: TokenKeys;
  /** The factory of this installation. */
  readonly factory: string;
  readonly sessionCookie: SessionCookie;
  readonly ownOrigin: OwnOrigin;
  readonly accounts: AccountDemands;
}

const safeMethods: readonly string[] = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Takes the first credential of: `Authorization: Bearer`, `OSF-TOKEN`, the session cookie. One that is wrong is refused,
 * whatever else was sent. A browser adds the cookie by itself, so with it a request that changes something must prove that
 * a page of ours made it. With an enrolment token a device registers, where the operation says so, and does nothing else. The holder of a session may have to change something about their account before all else. Throws `credentials_required`, `credentials_invalid` and `cross_site_request`.
 */
export const authenticateNative = async (
  ctx: Omit<Context, 'principal'>,
  services: AuthenticationServices,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const { headers, method } = credentials;
  const token = tokenOf(headers);
  if (token !== null) return authenticateHeader(ctx, services, { token, credentials });
  const session = services.sessionCookie.read(headers['cookie']);
  if (session === null) throw fault('credentials_required');
  if (!safeMethods.includes(method) && services.ownOrigin.judge(headers) !== 'same')
    throw fault('cross_site_request');
  const presented = presentedBy(credentials, session, ['ses']);
  const principal = await authenticateToken(ctx, services.tokenChecks, presented);
  const { passwordPolicy, requiresSecondFactor } = services.accounts;
  const rules = { passwordMaxAgeDays: passwordPolicy.maxAgeDays, requiresSecondFactor };
  return { ...principal, restriction: accountRestriction(principal, rules, ctx.clock.now()) };
};

const presentedBy = (
  { headers, isRepeated = false }: Credentials,
  text: string,
  kinds: PresentedToken['kinds'],
): PresentedToken => ({ text, kinds, userAgent: headers['user-agent'] ?? null, isRepeated });

/** An enrolment token where the operation takes one; a token of an operator or of a program everywhere. */
const authenticateHeader = (
  ctx: Omit<Context, 'principal'>,
  { tokenChecks, enrolmentKeys: keys, factory }: AuthenticationServices,
  { token, credentials }: { readonly token: string; readonly credentials: Credentials },
): Promise<UserPrincipal> =>
  credentials.admitsEnrolment === true && isEnrolmentText(token)
    ? authenticateEnrolmentToken(ctx, { keys, factory }, token)
    : authenticateToken(ctx, tokenChecks, presentedBy(credentials, token, ['pat', 'svc']));

/** Every token of ours begins so, and no base64 has an underscore. */
const ourToken = /^mgt_/;

/** Tools that register devices encode a token of OAuth in base64 once more. */
const asSent = (text: string): string => {
  const decoded = ourToken.test(text) ? '' : Buffer.from(text, 'base64').toString('latin1');
  return ourToken.test(decoded) ? decoded : text;
};

/** The token of a header; null when neither is there. Another scheme than Bearer is a wrong credential, not none. */
const tokenOf = (headers: Credentials['headers']): string | null => {
  const authorization = headers['authorization'];
  if (authorization !== undefined && authorization !== '') {
    const match = /^Bearer +([^ ]+) *$/i.exec(authorization);
    if (match === null) throw fault('credentials_invalid');
    return asSent(match[1]!);
  }
  const osfToken = headers['osf-token'];
  return osfToken === undefined || osfToken === '' ? null : osfToken;
};
