/** Serves the Docker API of hosts with Express, as their engines speak it; neither path nor query nor header is ever logged. */
import type { UserPrincipal } from '@moorgate/auth';
import type { DockerServices } from '@moorgate/docker-hosts';
import { type DomainError, fault, toDomainError } from '@moorgate/errors';
import {
  closeOf,
  type DialectServices,
  peerCertificateThumbprint,
  rawConnectionOf,
  renderProblem,
  type RequestContext,
  requestContext,
  sendReply,
} from '@moorgate/http';
import type { Request, RequestHandler, Response } from 'express';
import { type AdmissionParts, admitCall } from './admit-call.ts';
import { answerDocker } from './answer-docker.ts';
import { answerRaw } from './answer-raw.ts';
import { type DockerPath, readDockerPath } from './docker-path.ts';

/** What the door stands on. */
export interface DockerDoorParts extends AdmissionParts, DockerServices {}

/** What of the surroundings of requests is needed. */
type Surroundings = Pick<
  DialectServices,
  'db' | 'confirmations' | 'clock' | 'log' | 'clientAddress' | 'onAnswer'
>;

/** What the door has learned of a request, for its line in the log. */
interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly context: RequestContext;
  readonly path: DockerPath;
  principal: UserPrincipal | null;
  /** Of what was answered to its end. */
  status: number | null;
}

const targetCharactersMax = 16_384;
const methods = ['DELETE', 'GET', 'HEAD', 'POST', 'PUT'];

/** A host that one may not use is not there, as in the list of hosts. */
const withoutHost = (thrown: unknown): unknown =>
  toDomainError(thrown).code === 'beacon_forbidden' ? fault('docker_host_not_found') : thrown;

const answer = async (visit: Visit, parts: DockerDoorParts): Promise<void> => {
  const { request, response, context, path } = visit;
  const { method, originalUrl: url } = request;
  if (url.length > targetCharactersMax) throw fault('uri_too_long');
  const { target } = path;
  const { principal, requireStill } = await admitCall(context, parts, { request, url, target });
  visit.principal = principal;
  if (!methods.includes(method)) {
    response.setHeader('Allow', methods.join(', '));
    throw fault('method_not_allowed');
  }
  const gone = new AbortController();
  response.once('close', () => gone.abort()).on('error', () => undefined);
  const asked = { request, response, path, requireStill, signal: gone.signal };
  const ctx = { ...context, principal };
  const connection = rawConnectionOf(request);
  visit.status = await (connection === null
    ? answerDocker(ctx, parts, asked)
    : answerRaw(ctx, parts, { visit: asked, connection }));
};

const refuse = ({ response, context }: Visit, error: DomainError): void => {
  if (error.kind === 'internal') context.log.error({ err: error }, 'a request to an engine failed');
  if (response.headersSent) response.destroy();
  else sendReply(response, renderProblem(error, context.requestId));
};

const tell = (
  visit: Visit,
  { onAnswer }: Surroundings,
  outcome: { readonly code: DomainError['code'] | null; readonly durationMs: number },
): void => {
  const { request, response, context, principal } = visit;
  const { code, durationMs } = outcome;
  const status = visit.status ?? (response.headersSent ? response.statusCode : null);
  const operationId = 'docker.api';
  const { requestId, address, log } = context;
  const holder = principal?.userId ?? null;
  const line = { method: request.method, operation: operationId, status, durationMs };
  log.info({ ...line, principal: holder, code }, 'request');
  onAnswer?.({ operationId, status, durationMs, requestId, address, principal, code });
};

/** Answers what is for an engine, and leaves everything else to the next handler. */
export const serveDocker =
  (parts: DockerDoorParts, surroundings: Surroundings): RequestHandler =>
  async (request, response, next) => {
    const startedMs = performance.now();
    const path = readDockerPath(request.originalUrl);
    if (path === null) {
      next();
      return;
    }
    const context = {
      ...requestContext(request, response, surroundings),
      peerCertificateThumbprint: peerCertificateThumbprint(request.socket),
    };
    const visit: Visit = { request, response, context, path, principal: null, status: null };
    const closed = closeOf(response);
    const code = await answer(visit, parts).then(
      () => null,
      (thrown: unknown) => {
        // Nobody is there to be told.
        if (response.destroyed) return null;
        const error = toDomainError(withoutHost(thrown));
        refuse(visit, error);
        return error.code;
      },
    );
    await closed;
    tell(visit, surroundings, { code, durationMs: performance.now() - startedMs });
  };
