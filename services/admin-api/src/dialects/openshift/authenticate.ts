/** Who asks: a token of this dialect, or a password with each request. */
import {
  accountRestriction,
  authenticatePassword,
  authenticateToken,
  type Context,
  findTokenIdByText,
  type LoginRequest,
  recheckPassword,
  type UserPrincipal,
} from '@moorgate/auth';
import { DomainError, fault } from '@moorgate/errors';
import { type Authorization, type Credentials, readAuthorization } from '@moorgate/http';
import { accountRulesOf } from '../../accounts.ts';
import { dialectName, type OpenShiftServices } from './context.ts';
import { requireKnownVersion } from './negotiate.ts';

type Surroundings = Omit<Context, 'principal'>;
type BasicCredentials = Extract<Authorization, { readonly scheme: 'basic' }>;

/** Who was recognised by a password in a request whose body is still on its way: its context stands for the request. */
const recognised = new WeakMap<object, UserPrincipal>();

/**
 * Takes `Authorization: Bearer`, or else a password by Basic; one that is wrong is refused, whatever else was sent. What the
 * request says of the form of its answer is judged first. A password is proved with each request, once, and a second factor
 * with it where the account has one, by a code in `X-One-Time-Code`; the holder may have to change something about their
 * account before all else. Nobody asks in somebody else’s name. Throws `invalid_request`, `not_acceptable`,
 * `credentials_required`, `credentials_invalid`, and what a login is refused with.
 */
export const authenticateOpenShift = async (
  ctx: Surroundings,
  services: OpenShiftServices,
  credentials: Credentials,
): Promise<UserPrincipal> => {
  const { headers, query } = credentials;
  requireKnownVersion({ headers, query });
  const authorization = readAuthorization(headers['authorization']);
  if (authorization === null) throw fault('credentials_required');
  if (headers['x-impersonate-user'] !== undefined)
    throw fault('credentials_invalid', { detail: 'Nobody asks in the name of somebody else' });
  if (authorization.scheme === 'bearer') {
    const { token } = authorization;
    return authenticateBearer(ctx, services, { token, credentials });
  }
  if (authorization.scheme !== 'basic') throw fault('credentials_invalid');
  return authenticateBasic(ctx, services, { authorization, credentials });
};

const authenticateBearer = async (
  ctx: Surroundings,
  services: OpenShiftServices,
  { token, credentials }: { readonly token: string; readonly credentials: Credentials },
): Promise<UserPrincipal> => {
  const { headers, isRepeated = false } = credentials;
  try {
    return await authenticateToken(ctx, services.tokenChecks, {
      text: token,
      kinds: ['pat'],
      dialects: [dialectName],
      userAgent: headers['user-agent'] ?? null,
      isRepeated,
    });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'credentials_invalid') throw error;
    throw await explain(ctx, services, token);
  }
};

/** Whoever has the text of a token that ended is told so; a text with a wrong check costs no query for that. */
const explain = async (
  ctx: Surroundings,
  { tokenKeys, derivedTokens }: OpenShiftServices,
  token: string,
): Promise<Error> => {
  const keys = { keys: tokenKeys, derivationKeys: derivedTokens.derivationKeys };
  const isKnown = (await findTokenIdByText(ctx, keys, token)) !== null;
  const detail = isKnown ? 'The access token expired' : 'The access token is not recognized';
  return fault('credentials_invalid', { detail });
};

const authenticateBasic = async (
  ctx: Surroundings,
  services: OpenShiftServices,
  request: { readonly authorization: BasicCredentials; readonly credentials: Credentials },
): Promise<UserPrincipal> => {
  const known = recognised.get(ctx);
  const principal =
    request.credentials.isRepeated === true && known !== undefined
      ? await recheckPassword(ctx, known)
      : await provePassword(ctx, services, request);
  recognised.set(ctx, principal);
  const rules = accountRulesOf(services.accounts);
  return { ...principal, restriction: accountRestriction(principal, rules, ctx.clock.now()) };
};

const provePassword = (
  ctx: Surroundings,
  { loginLimiter, tokenKeys, sealingKeys }: OpenShiftServices,
  {
    authorization: { username, password },
    credentials: { headers },
  }: { readonly authorization: BasicCredentials; readonly credentials: Credentials },
): Promise<UserPrincipal> => {
  if (password === null) throw fault('credentials_invalid');
  const code = headers['x-one-time-code'];
  const request: LoginRequest = {
    username,
    password,
    ...(code === undefined
      ? {}
      : { secondFactor: { sealingKeys, code: { kind: 'one-time', code } } }),
  };
  return loginLimiter.attempt({ username, address: ctx.address }, () =>
    authenticatePassword(ctx, tokenKeys, request),
  );
};
