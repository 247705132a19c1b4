/** What an Express application answers where no dialect does. */
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { type DomainError, fault, toDomainError } from '@moorgate/errors';
import type { Logger } from '@moorgate/observability';
import { errorHandler } from './error-handler.ts';
import { renderProblem } from './problem.ts';
import { identifyRequest } from './request-id.ts';
import { sendReply } from './send-reply.ts';

/** The last two handlers of an application. */
export interface Fallback {
  /** Answers a path that nobody has. */
  readonly notFound: RequestHandler;
  /** Answers an error of a handler outside of the dialects; one after the first byte closes the connection. */
  readonly failed: ErrorRequestHandler;
}

/** Errors of Express and its middleware have the status that they mean. */
const faultOf = (thrown: unknown): DomainError => {
  const status = (thrown as { status?: unknown } | null)?.status;
  if (status === 413) return fault('body_too_large');
  if (status === 415) return fault('unsupported_media_type');
  return status === 400 ? fault('invalid_request') : toDomainError(thrown);
};

/** Handlers to mount after everything else: problem details instead of the pages of Express. */
export const createFallback = (log: Logger): Fallback => ({
  notFound: (request, response) => {
    sendReply(
      response,
      renderProblem(fault('route_not_found'), identifyRequest(request, response)),
    );
  },
  failed: errorHandler((thrown, request, response) => {
    const error = faultOf(thrown);
    const requestId = identifyRequest(request, response);
    if (error.kind === 'internal') log.error({ requestId, err: thrown }, 'request failed');
    if (response.headersSent) response.destroy();
    else sendReply(response, renderProblem(error, requestId));
  }),
});
