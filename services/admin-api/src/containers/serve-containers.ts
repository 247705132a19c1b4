/** Serves the registry and its token realm with Express; neither path nor query nor header is ever logged. */
import { type DomainError, fault, toDomainError } from '@moorgate/errors';
import { closeOf, type Reply, requestContext, sendReply } from '@moorgate/http';
import type { RegistryGrantee } from '@moorgate/containers';
import type { Request, RequestHandler, Response } from 'express';
import { answerCall } from './answer-call.ts';
import { answerRealm } from './answer-realm.ts';
import {
  type ContainersParts,
  type ContainersSurroundings,
  type RequestContext,
  userOf,
} from './containers-parts.ts';
import { authenticateCall, challengeFor, type RegistryCall, requireCall } from './judge-call.ts';
import { methodsOf, operationOf, readRegistryTarget } from './registry-call.ts';
import { registryErrorReply } from './registry-errors.ts';
import { mountOf } from './registry-query.ts';
import { createUploadLimit, type UploadLimit } from './upload-limit.ts';

/** What the door has learned of a request, for its answer and its line in the log. */
interface Visit {
  readonly request: Request;
  readonly response: Response;
  readonly context: RequestContext;
  readonly path: string;
  readonly search: URLSearchParams;
  operation: string;
  call: RegistryCall | null;
  grantee: RegistryGrantee | null;
}

/** Where tokens for the registry are got, with and without its slash. */
const realmPath = '/token-auth/';
const isRealm = (path: string): boolean => path === realmPath || path === '/token-auth';
const isRegistry = (path: string): boolean => path === '/v2' || path.startsWith('/v2/');

const targetCharactersMax = 8_192;

const visitOf = (
  request: Request,
  response: Response,
  surroundings: ContainersSurroundings,
): Visit | null => {
  const [path = '', ...search] = request.originalUrl.split('?');
  if (!isRealm(path) && !isRegistry(path)) return null;
  const context = requestContext(request, response, surroundings);
  const query = new URLSearchParams(search.join('?'));
  const operation = isRealm(path) ? 'registry.token' : 'registry.unknown';
  return { request, response, context, path, search: query, operation, call: null, grantee: null };
};

/** The call of a path and method. Throws `repository_name_invalid` and `method_not_allowed`, for whoever shows a token. */
const readCall = ({ request, response, path, search }: Visit): RegistryCall => {
  const target = readRegistryTarget(path);
  if (target === null) throw fault('repository_name_invalid');
  const operation = operationOf(target.kind, request.method);
  if (operation !== null) return { target, operation, mount: mountOf(target, search) };
  response.setHeader('Allow', methodsOf(target.kind));
  throw fault(target.kind === 'blob' ? 'registry_operation_unsupported' : 'method_not_allowed');
};

const answerRegistry = async (
  visit: Visit,
  parts: ContainersParts,
  uploads: UploadLimit,
): Promise<void> => {
  const { request, response, context, search } = visit;
  let unreadable: unknown = null;
  try {
    visit.call = readCall(visit);
    visit.operation = visit.call.operation.name;
  } catch (error) {
    unreadable = error;
  }
  const holder = await authenticateCall(context, parts, request.headers.authorization);
  visit.grantee = holder.grantee;
  const { call } = visit;
  if (call === null) throw unreadable;
  requireCall(holder, call);
  const work = (): Promise<void> =>
    answerCall(context, parts, { request, response, call, search, holder });
  await (call.operation.action === 'push' ? uploads.run(holder.grantee.subject, work) : work());
};

const answer = async (
  visit: Visit,
  parts: ContainersParts | null,
  uploads: UploadLimit,
): Promise<void> => {
  if (visit.request.originalUrl.length > targetCharactersMax) throw fault('uri_too_long');
  if (parts === null) throw fault('registry_absent');
  if (!isRealm(visit.path)) return answerRegistry(visit, parts, uploads);
  const { request, search, context } = visit;
  const { reply, grantee } = await answerRealm(context, parts, { request, search });
  visit.grantee = grantee;
  sendReply(visit.response, reply);
};

const refusalReply = (visit: Visit, error: DomainError, parts: ContainersParts | null): Reply => {
  if (parts === null || isRealm(visit.path)) {
    if (error.kind === 'method_not_allowed') visit.response.setHeader('Allow', 'GET, POST');
    return registryErrorReply(error, null);
  }
  const realm = `${parts.ownOrigin.of(visit.request.headers.host)}${realmPath}`;
  return registryErrorReply(error, challengeFor(realm, visit.call));
};

const refuse = (visit: Visit, error: DomainError, parts: ContainersParts | null): void => {
  const { response, context } = visit;
  if (error.kind === 'internal' || error.details.cause !== undefined)
    context.log.warn({ err: error, operation: visit.operation }, 'the registry was not reached');
  if (response.headersSent) response.destroy();
  else sendReply(response, refusalReply(visit, error, parts));
};

const tell = (
  visit: Visit,
  { log, onAnswer }: Pick<ContainersSurroundings, 'onAnswer'> & Pick<RequestContext, 'log'>,
  outcome: { readonly code: DomainError['code'] | null; readonly durationMs: number },
): void => {
  const { request, response, grantee, operation, context, call } = visit;
  const { code, durationMs } = outcome;
  const status = response.headersSent ? response.statusCode : null;
  const repository = call !== null && 'name' in call.target ? call.target.name : undefined;
  const aborted = response.writableFinished ? {} : { aborted: true };
  const holder = grantee?.subject ?? null;
  const line = { method: request.method, operation, repository, status, durationMs, holder, code };
  log.info({ ...line, ...aborted }, 'request');
  const { requestId, address } = context;
  const principal = grantee === null ? null : userOf(grantee);
  onAnswer?.({ operationId: operation, status, durationMs, requestId, address, principal, code });
};

/** Answers what is for the registry, and leaves everything else to the next handler. Without parts there is none: 503. */
export const serveContainers = (
  parts: ContainersParts | null,
  surroundings: ContainersSurroundings,
): RequestHandler => {
  const uploads = createUploadLimit();
  return async (request, response, next) => {
    const startedMs = performance.now();
    const visit = visitOf(request, response, surroundings);
    if (visit === null) {
      next();
      return;
    }
    const closed = closeOf(response);
    const code = await answer(visit, parts, uploads).then(
      () => null,
      (thrown: unknown) => {
        const error = toDomainError(thrown);
        // Nobody is there to be told.
        if (!response.destroyed) refuse(visit, error, parts);
        return error.code;
      },
    );
    await closed;
    const { log } = visit.context;
    const durationMs = performance.now() - startedMs;
    tell(visit, { ...surroundings, log }, { code, durationMs });
  };
};
