/** Takes a request of a browser to its page: from where it comes, who it is, what they may see, and what they sent. */
import { type UserPrincipal, withStoreFaults } from '@moorgate/auth';
import { DomainError, type ErrorCode, fault, toDomainError } from '@moorgate/errors';
import { anonymous, type Reply, requireAllowed } from '@moorgate/http';
import { authenticateSession } from '../authenticate-session.ts';
import { errorReply, type WayOut } from './error-reply.ts';
import { requireFormToken } from './form-token.ts';
import { seeOther } from './layout.ts';
import type { MemberPage, Page, PageRequest, PageServices, Visit } from './page.ts';
import { pagePaths, withReturn } from './paths.ts';

/** A reply, and what the log says of it. */
export interface PageAnswer {
  readonly reply: Reply;
  /** The name of the page; null where there is none. */
  readonly operation: string | null;
  readonly principal: UserPrincipal | null;
  /** Why it is a refusal; null when it is none. */
  readonly code: ErrorCode | null;
}

/** The pages of a server. */
export interface Pages {
  /** Whether there is a page at this path, whatever the method. */
  has(path: string): boolean;
  /** Answers every request, with a page where something is wrong. */
  answer(request: PageRequest): Promise<PageAnswer>;
}

/** What is known of a request so far. */
interface Progress {
  page: Page | null;
  principal: UserPrincipal | null;
  code: ErrorCode | null;
}

const noForm = new URLSearchParams();
const toLogin: WayOut = { path: pagePaths.login, label: 'Log in' };

/** The holder of the session; one that is over is as good as none. */
const identify = async (
  services: PageServices,
  { context, headers, method, path, query }: PageRequest,
): Promise<UserPrincipal | null> => {
  try {
    const credentials = { headers, method, path, query, mayChange: false };
    return await authenticateSession(context, services, credentials);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'credentials_invalid') return null;
    throw error;
  }
};

const count = (
  { limiter }: PageServices,
  { context }: PageRequest,
  principal: UserPrincipal | null,
): void =>
  requireAllowed(
    principal === null
      ? limiter.byAddress(context.address ?? 'unknown')
      : limiter.byCredential(principal.credential.tokenId),
  );

const pathWithQuery = ({ path, query }: PageRequest): string =>
  query.size === 0 ? path : `${path}?${query.toString()}`;

const restrictedPaths = {
  password_expired: pagePaths.password,
  second_factor_setup_required: pagePaths.secondFactor,
} as const;

/** Where somebody has to go before the page; null for somebody who may have it. */
const detourOf = (
  page: MemberPage,
  request: PageRequest,
  principal: UserPrincipal | null,
): string | null => {
  const isLook = page.method === 'GET';
  const returnTo = isLook ? pathWithQuery(request) : pagePaths.home;
  if (principal === null) {
    if (!isLook) throw fault('form_outdated');
    return withReturn(pagePaths.login, returnTo);
  }
  const { restriction = null } = principal;
  if (restriction === null || page.despite?.includes(restriction) === true) return null;
  return withReturn(restrictedPaths[restriction], returnTo);
};

const visitOf = <P extends UserPrincipal | null>(
  request: PageRequest,
  principal: P,
  sent: Pick<Visit, 'form' | 'origin' | 'noteRefusal'>,
): Visit<P> => ({
  ctx: { ...request.context, principal: principal ?? anonymous },
  principal,
  path: request.path,
  query: request.query,
  address: pathWithQuery(request),
  cookies: request.headers['cookie'],
  ...sent,
});

const open = async (
  services: PageServices,
  request: PageRequest,
  progress: Progress & { readonly page: Page },
): Promise<Reply> => {
  const { page } = progress;
  const isForm = page.method === 'POST';
  // A browser says where a form comes from; what does not is no browser, or hides it.
  if (isForm && services.ownOrigin.judge(request.headers) !== 'same')
    throw fault('cross_site_request');
  // Read first: a client may take its time over it, and a session that ended meanwhile is none any more.
  const form = isForm ? await request.readForm() : noForm;
  const principal = await identify(services, request);
  progress.principal = principal;
  count(services, request, principal);
  const sent = {
    form,
    origin: services.ownOrigin.of(request.headers['host']),
    noteRefusal: ({ code }: DomainError) => {
      progress.code = code;
    },
  };
  if (page.access === 'anybody') return page.answer(services, visitOf(request, principal, sent));
  const detour = detourOf(page, request, principal);
  if (detour !== null || principal === null) return seeOther(detour ?? pagePaths.login);
  if (isForm) requireFormToken(services.tokenKeys, principal, form);
  return page.answer(services, visitOf(request, principal, sent));
};

/** The pages over their services. */
export const createPages = (services: PageServices, pages: readonly Page[]): Pages => {
  const byPath = Map.groupBy(pages, ({ path }) => path);

  /** Those of an address; where none is exactly there, those of a family of addresses. */
  const pagesAt = (path: string): readonly Page[] =>
    byPath.get(path) ?? pages.filter(({ matches }) => matches?.(path) === true);

  const find = ({ path, method }: PageRequest): Page => {
    const wanted = method === 'HEAD' ? 'GET' : method;
    const there = pagesAt(path);
    const page = there.find((one) => one.method === wanted);
    if (page === undefined)
      throw fault(there.length > 0 ? 'method_not_allowed' : 'route_not_found');
    return page;
  };

  const refuse = (request: PageRequest, progress: Progress, thrown: unknown): PageAnswer => {
    const error = toDomainError(thrown);
    const { context, path } = request;
    if (error.kind === 'internal' && !request.hasGone())
      context.log.error({ err: thrown }, 'a page failed');
    const wayOut = error.code === 'form_outdated' ? toLogin : undefined;
    const reply = errorReply(error, context.requestId, wayOut);
    const { page, principal } = progress;
    const methods = pagesAt(path).map(({ method }) => method);
    const allow = error.code === 'method_not_allowed' ? { Allow: methods.join(', ') } : {};
    const answer = { ...reply, headers: { ...reply.headers, ...allow } };
    return { reply: answer, operation: page?.name ?? null, principal, code: error.code };
  };

  return {
    has: (path) => pagesAt(path).length > 0,
    answer: async (request) => {
      const progress: Progress = { page: null, principal: null, code: null };
      try {
        const page = find(request);
        progress.page = page;
        const reply = await withStoreFaults(() =>
          open(services, request, Object.assign(progress, { page })),
        );
        const { principal, code } = progress;
        return { reply, operation: page.name, principal, code };
      } catch (thrown) {
        return refuse(request, progress, thrown);
      }
    },
  };
};
