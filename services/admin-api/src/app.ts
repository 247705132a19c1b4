/** The Express application of the admin API. */
import { isIP } from 'node:net';
import { checkConnection } from '@moorgate/db';
import { fault } from '@moorgate/errors';
import { createFallback, identifyRequest, renderProblem, sendReply } from '@moorgate/http';
import express, { type Express, type Request, type RequestHandler } from 'express';
import helmet from 'helmet';
import { dialectFaces } from './dialects/index.ts';
import { errorPage } from './error-page.ts';
import { createLogin } from './login/create-login.ts';
import type { LoginRoutes } from './login/login-routes.ts';
import type { AppServices } from './app-services.ts';
import { mountDialects } from './mount-dialects.ts';
import { serveConsole } from './web/serve-console.ts';

/** Makes the application: health, the pages of errors and the console, then the dialects, then problem details for whatever is left. */
export const createApp = (services: AppServices): Express => {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', services.trustedProxies.length > 0 ? [...services.trustedProxies] : false);
  app.use(securityHeaders(services.ownOrigin.isSecure));
  app.get('/healthz', (request, response) => {
    identifyRequest(request, response);
    sendReply(response, { status: 200, body: { status: 'ok' } });
  });
  app.get('/readyz', readiness(services));
  const fallback = createFallback(services.log);
  app.get('/errors/:code', showError, fallback.notFound);
  app.use(serveConsole({ ...services, files: services.consoleFiles ?? null, clientAddress }));
  app.all('/', fallback.notFound);
  const login = createLogin(services);
  const { begin, complete } = login.routes;
  app.get('/auth/login/:provider', loginPage(services, { name: 'beginLogin', answer: begin }));
  app.get(
    '/auth/callback/:provider',
    loginPage(services, { name: 'completeLogin', answer: complete }),
  );
  app.use(...mountDialects(dialectFaces, services, { login: login.services, clientAddress }));
  app.use(fallback.notFound);
  app.use(fallback.failed);
  return app;
};

/** An API shows nothing in a browser, so nothing may be loaded or framed. */
const securityHeaders = (isSecure: boolean): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      // The last three do not fall back to the first.
      directives: {
        defaultSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: isSecure ? { maxAge: 31_536_000 } : false,
  });

const readiness =
  ({ db, log, isFollowing = () => true }: AppServices): RequestHandler =>
  async (request, response) => {
    const requestId = identifyRequest(request, response);
    try {
      await checkConnection(db);
      if (!isFollowing()) throw fault('service_unavailable');
      sendReply(response, { status: 200, body: { status: 'ready' } });
    } catch (error) {
      log.warn({ requestId, err: error }, 'not ready');
      const unready = fault('service_unavailable', { retryAfterSeconds: 1 });
      sendReply(response, renderProblem(unready, requestId));
    }
  };

/** Answers the page of an error code to everybody; leaves other codes to the next handler. */
const showError: RequestHandler<{ code: string }> = (request, response, next) => {
  const page = errorPage(request.params.code);
  if (page === null) {
    next();
    return;
  }
  response.type('text/plain; charset=utf-8').set('Cache-Control', 'public, max-age=3600');
  response.send(page);
};

/** The address at the end of the chain of declared proxies; that of the socket when what they say is no address. */
const clientAddress = (request: Request): string => {
  const forwarded = request.ip ?? '';
  const address = isIP(forwarded) === 0 ? (request.socket.remoteAddress ?? '') : forwarded;
  return address.replace(/^::ffff:(?=\d+\.)/, '');
};

/** A page of a login, with a name for the log and the metrics. */
interface LoginPage {
  readonly name: string;
  readonly answer: LoginRoutes['begin'];
}

/** Serves a page to browsers; neither path nor query, where a provider puts its codes, is ever logged. */
const loginPage =
  (services: AppServices, { name, answer }: LoginPage): RequestHandler<{ provider: string }> =>
  async (request, response, next) => {
    if (request.method !== 'GET') {
      next();
      return;
    }
    const startedMs = performance.now();
    const { db, confirmations, clock } = services;
    const requestId = identifyRequest(request, response);
    const log = services.log.child({ requestId });
    const address = clientAddress(request);
    const [, ...search] = request.originalUrl.split('?');
    const userAgent = request.get('user-agent')?.slice(0, 256) ?? null;
    const { reply, code } = await answer({
      context: { db, confirmations, clock, log, requestId, address, userAgent },
      provider: request.params.provider,
      query: new URLSearchParams(search.join('?')),
      cookies: request.headers.cookie,
    });
    sendReply(response, reply);
    const { status } = reply;
    const durationMs = performance.now() - startedMs;
    log.info({ method: 'GET', operation: name, status, durationMs, code }, 'request');
    const answered = { operationId: name, status, durationMs, requestId, address, code };
    services.onAnswer?.({ ...answered, principal: null });
  };
