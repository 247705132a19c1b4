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
  { headers, method, isRepeated = false, admitsEnrolment = false }: Credentials,
): Promise<UserPrincipal> => {
  const userAgent = headers['user-agent'] ?? null;
  const check = (text: string, kinds: PresentedToken['kinds']): Promise<UserPrincipal> =>
    authenticateToken(ctx, services.tokenChecks, { text, kinds, userAgent, isRepeated });
  const token = tokenOf(headers);
  if (token !== null && admitsEnrolment && isEnrolmentText(token)) {
    const { enrolmentKeys: keys, factory } = services;
    return authenticateEnrolmentToken(ctx, { keys, factory }, token);
  }
  if (token !== null) return check(token, ['pat', 'svc']);
  const session = services.sessionCookie.read(headers['cookie']);
  if (session === null) throw fault('credentials_required');
  if (!safeMethods.includes(method) && services.ownOrigin.judge(headers) !== 'same')
    throw fault('cross_site_request');
  const principal = await check(session, ['ses']);
  const { passwordPolicy, requiresSecondFactor } = services.accounts;
  const rules = { passwordMaxAgeDays: passwordPolicy.maxAgeDays, requiresSecondFactor };
  return { ...principal, restriction: accountRestriction(principal, rules, ctx.clock.now()) };
};

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
