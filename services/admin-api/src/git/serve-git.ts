/** Serves the requests of Git with Express; neither path nor query nor header is ever logged. */
import { type DomainError, toDomainError } from '@moorgate/errors';
import { closeOf, headerValues, requestContext, sendReply } from '@moorgate/http';
import type { Request, RequestHandler, Response } from 'express';
import { answerGit, type GitRequest } from './answer-git.ts';
import type { GitParts, GitSurroundings } from './git-parts.ts';
import { gitTargetOf, operationOf } from './git-target.ts';
import { refusalReply } from './refuse-git.ts';

const refuse = (response: Response, error: DomainError): void => {
  if (response.headersSent || response.destroyed) response.destroy();
  else sendReply(response, refusalReply(error));
};

const requestOf = (
  request: Request,
  response: Response,
  surroundings: GitSurroundings,
): GitRequest | null => {
  const [, ...search] = request.originalUrl.split('?');
  const target = gitTargetOf(request.path, new URLSearchParams(search.join('?')));
  if (target === null) return null;
  const context = requestContext(request, response, surroundings);
  return { request, response, context, target, headers: headerValues(request), grantee: null };
};

/** Answers what Git asks for, and leaves everything else to the next handler. */
export const serveGit =
  (parts: GitParts, surroundings: GitSurroundings): RequestHandler =>
  async (request, response, next) => {
    const startedMs = performance.now();
    const asked = requestOf(request, response, surroundings);
    if (asked === null) {
      next();
      return;
    }
    const { context, target } = asked;
    const closed = closeOf(response);
    const code = await answerGit(asked, parts).catch((thrown: unknown) => {
      // Nobody is there to be told.
      if (response.destroyed) return null;
      const error = toDomainError(thrown);
      if (error.kind === 'internal') context.log.error({ err: thrown }, 'a request of Git failed');
      refuse(response, error);
      return error.code;
    });
    await closed;
    const status = response.headersSent ? response.statusCode : null;
    const durationMs = performance.now() - startedMs;
    const operation = operationOf(target);
    const { grantee } = asked;
    const principal = grantee?.principal.kind === 'user' ? grantee.principal.userId : null;
    const aborted = response.writableFinished ? {} : { aborted: true };
    const line = { method: request.method, operation, status, durationMs, principal, code };
    context.log.info({ ...line, ...aborted }, 'request');
    surroundings.onAnswer?.({
      operationId: operation,
      status,
      durationMs,
      requestId: context.requestId,
      address: context.address,
      principal: grantee?.user ?? null,
      code,
    });
  };
