/** One request on its way through a dialect, and the line that the log gets about it. */
import type { Request, Response } from 'express';
import type { UserPrincipal } from '@moorgate/auth';
import type { DomainError } from '@moorgate/errors';
import { admitsEnrolment, admitsRunner } from './access.ts';
import { changes } from './conditions.ts';
import type { AnyEndpoint, AskedRequest, Credentials } from './define-dialect.ts';
import { headerValues, type RequestContext } from './request-context.ts';

/** One request, as far as it has come. */
export interface Exchange {
  readonly request: Request;
  readonly response: Response;
  readonly context: RequestContext;
  /** On the monotonic clock, in milliseconds. */
  readonly startedMs: number;
  endpoint: AnyEndpoint | null;
  principal: UserPrincipal | null;
}

/** The path and the query of the request; a target in absolute form (RFC 9112, 3.2.2) loses its authority. */
export const targetOf = (request: Request): { readonly path: string; readonly search: string } => {
  const target = request.originalUrl.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?]*/, '');
  const question = target.indexOf('?');
  return question < 0
    ? { path: target, search: '' }
    : { path: target.slice(0, question), search: target.slice(question + 1) };
};

const askedParts = (
  request: Request,
): Pick<AskedRequest, 'headers' | 'method' | 'path' | 'query'> => {
  const { path, search } = targetOf(request);
  const query = new URLSearchParams(search);
  return { headers: headerValues(request), method: request.method, path, query };
};

/** What authentication may look at. */
export const credentialsOf = ({ request, endpoint }: Exchange): Credentials => ({
  ...askedParts(request),
  mayChange: changes(request.method) || endpoint?.changesByGet === true,
  admitsEnrolment: endpoint !== null && admitsEnrolment(endpoint.access),
  admitsRunner: endpoint !== null && admitsRunner(endpoint.access),
});

/** What an answer may depend on. */
export const askedRequestOf = ({ request, endpoint, principal }: Exchange): AskedRequest => ({
  ...askedParts(request),
  operationId: endpoint?.operationId ?? null,
  principal,
});

/** What every line has; `status` is null when no answer went out. */
const describeExchange = (exchange: Exchange): object => {
  const { request, response, endpoint, principal, startedMs } = exchange;
  return {
    method: request.method,
    operation: endpoint?.operationId ?? null,
    status: response.headersSent ? response.statusCode : null,
    durationMs: Math.round((performance.now() - startedMs) * 1000) / 1000,
    principal: principal?.userId ?? null,
    ...(response.writableFinished ? {} : { aborted: true }),
  };
};

/**
 * Writes the one line about a request whose answer is over: method, operation, status, duration in milliseconds, principal
 * and code; never a path, a query or a header, where secrets may be. Failures of ours come with their cause.
 */
export const logExchange = (exchange: Exchange, error: DomainError | null): void => {
  const { log } = exchange.context;
  const line = describeExchange(exchange);
  if (error === null) {
    log.info(line, 'request');
    return;
  }
  const { code, kind, details } = error;
  if (kind === 'internal') {
    log.error({ ...line, code, err: details.cause ?? error }, 'request failed');
  } else if (kind === 'unavailable' || kind === 'insufficient_storage') {
    log.warn({ ...line, code, err: details.cause }, 'request not served');
  } else {
    log.info({ ...line, code }, 'request');
  }
};
