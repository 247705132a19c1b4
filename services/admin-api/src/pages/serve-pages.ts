/** Serves the pages with Express; neither query nor form, where codes and passwords are, is ever logged. */
import {
  type DialectServices,
  readFormBody,
  requestContext,
  sendReply,
  writeStreamedReply,
} from '@moorgate/http';
import type { RequestHandler } from 'express';
import type { Pages } from './answer-page.ts';

/** More than a form of ours ever has. */
const formBytesMax = 16_384;
/** A client that takes nothing of a download for so long is given up. */
const stallTimeoutMs = 60_000;

/** Answers what is a page of these, and leaves everything else to the next handler. */
export const servePages =
  (
    pages: Pages,
    services: Pick<
      DialectServices,
      'db' | 'confirmations' | 'clock' | 'log' | 'clientAddress' | 'onAnswer'
    >,
  ): RequestHandler =>
  async (request, response, next) => {
    const { path, method } = request;
    if (!pages.has(path)) {
      next();
      return;
    }
    const startedMs = performance.now();
    const context = requestContext(request, response, services);
    const { log, requestId, address } = context;
    const [, ...search] = request.originalUrl.split('?');
    const { reply, operation, principal, code } = await pages.answer({
      context,
      method,
      path,
      query: new URLSearchParams(search.join('?')),
      readForm: () => readFormBody(request, formBytesMax),
      hasGone: () => request.socket.destroyed,
      headers: request.headers as Record<string, string | undefined>,
    });
    if (reply.stream === undefined) sendReply(response, reply);
    else {
      const onBroken = (err: unknown): void => log.error({ err }, 'a reply broke off');
      const { stream } = reply;
      writeStreamedReply(response, { reply, stream, requestId, stallTimeoutMs, onBroken });
    }
    const { status } = reply;
    const durationMs = performance.now() - startedMs;
    log.info({ method, operation, status, durationMs, code }, 'request');
    services.onAnswer?.({
      operationId: operation,
      status,
      durationMs,
      requestId,
      address,
      principal,
      code,
    });
  };
