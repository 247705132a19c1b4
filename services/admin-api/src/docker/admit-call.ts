/** Who asks an engine, and whether they still may. */
import { type UserPrincipal, withStoreFaults } from '@moorgate/auth';
import { dockerScopeOf } from '@moorgate/docker-hosts';
import { toDomainError } from '@moorgate/errors';
import {
  type Credentials,
  headerValues,
  requireAccess,
  requireAllowed,
  type RequestContext,
  type RequestLimiter,
} from '@moorgate/http';
import type { IncomingMessage } from 'node:http';
import {
  authenticateNative,
  type AuthenticationServices,
} from '../dialects/native/authenticate.ts';

/** What admission stands on. */
export interface AdmissionParts extends AuthenticationServices {
  readonly limiter: RequestLimiter;
}

/** A request, and what it asks of an engine. */
export interface AskedCall {
  readonly request: IncomingMessage;
  /** The whole of it, as it came. */
  readonly url: string;
  readonly target: string;
}

/** Somebody who may ask. */
export interface Admission {
  readonly principal: UserPrincipal;
  /** Throws once they may not any more; it costs no query while nothing has changed. */
  requireStill(): Promise<void>;
}

const credentialsOf = ({ request, url }: AskedCall, mayChange: boolean): Credentials => {
  const { method = 'GET' } = request;
  const [path = '', ...search] = url.split('?');
  const query = new URLSearchParams(search.join('?'));
  return { headers: headerValues(request), method, path, query, mayChange };
};

/**
 * Recognises who asks, and counts the request. Throws `credentials_required`, `credentials_invalid`, `cross_site_request`,
 * `scope_missing`, `rate_limited`, and what an account has to do first.
 */
export const admitCall = async (
  ctx: RequestContext,
  parts: AdmissionParts,
  asked: AskedCall,
): Promise<Admission> => {
  const { limiter } = parts;
  const scope = dockerScopeOf(asked.request.method ?? 'GET', asked.target);
  const credentials = credentialsOf(asked, scope !== 'docker:read');
  const authenticate = async (isRepeated: boolean): Promise<UserPrincipal> =>
    withStoreFaults(() => authenticateNative(ctx, parts, { ...credentials, isRepeated }));
  const principal = await authenticate(false).catch((thrown: unknown) => {
    if (toDomainError(thrown).kind === 'unauthenticated')
      requireAllowed(limiter.byAddress(ctx.address ?? 'unknown'));
    throw thrown;
  });
  const { tokenId, rateLimit } = principal.credential;
  requireAllowed(limiter.byCredential(tokenId, rateLimit));
  const access = { scopes: [scope] as const };
  requireAccess(access, principal);
  return {
    principal,
    requireStill: async () => requireAccess(access, await authenticate(true)),
  };
};
