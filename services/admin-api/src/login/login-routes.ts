/** The two addresses that a browser visits: where a login begins, and where the provider sends it back. */
import { timingSafeEqual } from 'node:crypto';
import {
  type Context,
  endFormerSession,
  linkIdentity,
  loginWithIdentity,
  recordRefusedLogin,
  type TokenChecks,
  type TokenKeys,
  type VerifiedIdentity,
  withStoreFaults,
} from '@moorgate/auth';
import { type DomainError, type ErrorCode, fault, toDomainError } from '@moorgate/errors';
import type { Reply } from '@moorgate/http';
import type { SessionCookie } from '../session-cookie.ts';
import type { AttemptLimiter } from './attempt-limiter.ts';
import { beginLogin, findProvider, type LoginServices } from './begin-login.ts';
import { localPath } from './local-path.ts';
import type { LoginTransaction } from './login-cookie.ts';
import { goOnPage, refusedPage } from './login-pages.ts';

/** What the two need. */
export interface LoginRouteServices extends LoginServices {
  readonly tokenKeys: TokenKeys;
  readonly tokenChecks: TokenChecks;
  readonly sessionCookie: SessionCookie;
  readonly attempts: AttemptLimiter;
}

/** A request of a browser, as far as a login looks at it. */
export interface LoginRequest {
  readonly context: Omit<Context, 'principal'> & { readonly requestId: string };
  /** The id in the path. */
  readonly provider: string;
  readonly query: URLSearchParams;
  /** The `Cookie` header. */
  readonly cookies: string | undefined;
}

/** A reply, and why it is a refusal; null when it is none. */
export interface LoginAnswer {
  readonly reply: Reply;
  readonly code: ErrorCode | null;
}

/** The handlers; each answers every request, with a page where something is wrong. */
export interface LoginRoutes {
  /** `GET /auth/login/{provider}?return-to=/path`: 303 to the provider. */
  begin(request: LoginRequest): Promise<LoginAnswer>;
  /** `GET /auth/callback/{provider}`: the page that goes on, with the cookie of the session. */
  complete(request: LoginRequest): Promise<LoginAnswer>;
}

/** What a request has come to so far, for whoever writes down why it went no further. */
interface Progress {
  transaction: LoginTransaction | null;
  identity: VerifiedIdentity | null;
}

type Step = (request: LoginRequest, progress: Progress) => Promise<Reply>;

/** The handlers over their services. */
export const createLoginRoutes = (services: LoginRouteServices): LoginRoutes => {
  const { providers, loginCookie, attempts } = services;

  const begin: Step = async ({ context, provider, query }) => {
    const found = findProvider(providers, provider);
    const returnTo = localPath(query.get('return-to') ?? '/');
    if (returnTo === null) throw fault('invalid_request');
    return beginLogin(context, loginCookie, { provider: found, returnTo, linking: null });
  };

  const complete: Step = async ({ context, provider, query, cookies }, progress) => {
    const found = findProvider(providers, provider);
    const transaction = loginCookie.read(cookies);
    progress.transaction = requireExpected(transaction, {
      provider,
      query,
      nowMs: context.clock.now().getTime(),
    });
    progress.identity = await found.complete(context.log, query, progress.transaction);
    const person = { policy: found.policy, identity: progress.identity };
    const { transaction: begun } = progress;
    return finish(services, context, { person, transaction: begun, cookies });
  };

  const refuse = async (
    request: LoginRequest,
    progress: Progress,
    thrown: unknown,
  ): Promise<LoginAnswer> => {
    const { context } = request;
    let error = toDomainError(thrown);
    try {
      if (error.code !== 'rate_limited') await noteRefusal(services, request, { progress, error });
    } catch (failure) {
      error = toDomainError(failure);
    }
    if (error.kind === 'internal')
      context.log.error({ err: error.details.cause ?? error }, 'a login failed');
    const again = againPath(services, request, progress);
    const { requestId } = context;
    const reply = refusedPage({ error, requestId, again, cookies: [loginCookie.clear()] });
    return { reply, code: error.code };
  };

  const answer =
    (step: Step) =>
    async (request: LoginRequest): Promise<LoginAnswer> => {
      const progress: Progress = { transaction: null, identity: null };
      try {
        await attempts.requireRoom(request.context.address);
        const reply = await withStoreFaults(() => step(request, progress));
        return { reply, code: null };
      } catch (thrown) {
        return refuse(request, progress, thrown);
      }
    };

  return { begin: answer(begin), complete: answer(complete) };
};

/** The transaction, if the answer is that of its provider, to this browser, in time. Throws `login_not_expected`. */
const requireExpected = (
  transaction: LoginTransaction | null,
  answer: {
    readonly provider: string;
    readonly query: URLSearchParams;
    readonly nowMs: number;
  },
): LoginTransaction => {
  const { provider, query, nowMs } = answer;
  const isExpected =
    transaction !== null &&
    transaction.provider === provider &&
    transaction.expiresAtMs > nowMs &&
    isSame(query.get('state') ?? '', transaction.state);
  if (!isExpected) throw fault('login_not_expected');
  return transaction;
};

const isSame = (text: string, secret: string): boolean => {
  const one = Buffer.from(text);
  const other = Buffer.from(secret);
  return one.length === other.length && timingSafeEqual(one, other);
};

/** Logs in, or links, and sends the browser on. */
const finish = async (
  services: LoginRouteServices,
  context: LoginRequest['context'],
  login: {
    readonly person: Parameters<typeof loginWithIdentity>[2];
    readonly transaction: LoginTransaction;
    readonly cookies: string | undefined;
  },
): Promise<Reply> => {
  const { tokenKeys, tokenChecks, sessionCookie, loginCookie } = services;
  const { person, transaction, cookies } = login;
  const { linking, returnTo } = transaction;
  if (linking !== null) {
    await linkIdentity(context, linking, person);
    return goOnPage(returnTo, [loginCookie.clear()]);
  }
  const session = await loginWithIdentity(context, tokenKeys, person);
  await endFormerSession(context, tokenChecks, sessionCookie.read(cookies));
  const cookie = sessionCookie.set(session.token, session.expiresAt);
  return goOnPage(returnTo, [cookie, loginCookie.clear()]);
};

/**
 * Counts the refusal against the address and records it. A failure that is nobody’s doing does not count; before a login
 * has begun it is not recorded either, since nothing limits how often somebody asks.
 */
const noteRefusal = async (
  { providers, attempts }: LoginRouteServices,
  { context, provider }: LoginRequest,
  refusal: { readonly progress: Progress; readonly error: DomainError },
): Promise<void> => {
  const { code, kind } = refusal.error;
  const { identity, transaction } = refusal.progress;
  const isNobodysDoing = kind === 'unavailable' || kind === 'internal';
  if (isNobodysDoing && transaction === null) return;
  if (!isNobodysDoing) await attempts.noteFailure(context.address);
  await withStoreFaults(() =>
    recordRefusedLogin(context, {
      provider: providers.has(provider) ? provider : 'unknown',
      code,
      identity,
      linkingUserId: transaction?.linking?.userId ?? null,
    }),
  );
};

/** Linking begins with a form of ours, a login with this address. */
const againPath = (
  { providers }: LoginRouteServices,
  { provider }: LoginRequest,
  { transaction }: Progress,
): string | null => {
  if (!providers.has(provider) || (transaction?.linking ?? null) !== null) return null;
  const returnTo = new URLSearchParams({ 'return-to': transaction?.returnTo ?? '/' });
  return `/auth/login/${provider}?${returnTo.toString()}`;
};
