/** Serves the web console: the same page for every address, which then asks the API as whoever is logged in. */
import { type DialectServices, requestContext } from '@moorgate/http';
import type { Request, RequestHandler, Response } from 'express';
import type { ConsoleFile, ConsoleFiles } from './console-files.ts';

/** Where it is; with a slash at its end, since the addresses within are relative to it. */
export const consolePath = '/console/';

/** Everything of the console comes from here, and nothing of it is inline; it is shown in no frame. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** What it is served with. */
export type ConsoleServices = Pick<
  DialectServices,
  'db' | 'confirmations' | 'clock' | 'log' | 'clientAddress' | 'onAnswer'
> & {
  /** Null where it was not built. */
  readonly files: ConsoleFiles | null;
};

/** True where a coding is named and not ruled out (RFC 9110, section 12.5.3). */
const accepts = (request: Request, coding: string): boolean =>
  request.acceptsEncodings(coding) === coding;

const sendFile = (
  request: Request,
  response: Response,
  { type, plain, encoded }: ConsoleFile,
): void => {
  response.set({ 'Content-Type': type, Vary: 'Accept-Encoding' });
  const found = [...encoded].find(([coding]) => accepts(request, coding));
  if (found !== undefined) response.set('Content-Encoding', found[0]);
  const bytes = found?.[1] ?? plain;
  response.set('Content-Length', String(bytes.length));
  response.end(request.method === 'HEAD' ? undefined : bytes);
};

const sendAsset = (request: Request, response: Response, file: ConsoleFile): void => {
  // A name has the hash of what is in it.
  response.set('Cache-Control', 'public, max-age=31536000, immutable');
  sendFile(request, response, file);
};

/** Asked for anew each time, since it names the files of this version. */
const sendPage = (request: Request, response: Response, page: ConsoleFile): void => {
  response.set({
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': policy,
    'Referrer-Policy': 'same-origin',
  });
  sendFile(request, response, page);
};

/** True for somebody who looks with a browser: a program asks for no HTML by name. */
const isBrowser = (request: Request): boolean => /\btext\/html\b/.test(request.get('accept') ?? '');

const isLook = ({ method }: Request): boolean => method === 'GET' || method === 'HEAD';

/** Where this request is sent instead; null for one that is answered where it is. */
const detourOf = (request: Request): string | null => {
  if (request.path === '/' && isBrowser(request)) return consolePath;
  return request.path === consolePath.slice(0, -1) ? consolePath : null;
};

type Send = (request: Request, response: Response) => void;

/** What answers a path; null for what the console does not have. */
const answerFor = (files: ConsoleFiles, path: string): readonly [string, Send] | null => {
  if (!path.startsWith(consolePath)) return null;
  const within = path.slice(consolePath.length - 1);
  if (!within.startsWith('/assets/'))
    return ['showConsole', (request, response) => sendPage(request, response, files.page)];
  const file = files.assets.get(within);
  if (file === undefined) return null;
  return ['readConsoleFile', (request, response) => sendAsset(request, response, file)];
};

/**
 * Answers the addresses of the console, and sends a browser there that asks for nothing in particular. The page is no secret
 * and is the same for everybody, so that a link from another site, with which no cookie comes, opens it too; what it shows
 * it fetches by itself. Leaves all else to the next handler.
 */
export const serveConsole =
  ({ files, ...services }: ConsoleServices): RequestHandler =>
  (request, response, next) => {
    if (files === null || !isLook(request)) {
      next();
      return;
    }
    const detour = detourOf(request);
    if (detour !== null) {
      response.set('Cache-Control', 'no-store').redirect(303, detour);
      return;
    }
    const answer = answerFor(files, request.path);
    if (answer === null) {
      next();
      return;
    }
    const startedMs = performance.now();
    const [operationId, send] = answer;
    const { log, requestId, address } = requestContext(request, response, services);
    send(request, response);
    const status = response.statusCode;
    const durationMs = performance.now() - startedMs;
    log.info({ method: request.method, operation: operationId, status, durationMs }, 'request');
    const answered = { operationId, status, durationMs, requestId, address, code: null };
    services.onAnswer?.({ ...answered, principal: null });
  };
