/** Answers one request to `/v2/`: judged here, then passed on to the registry with a token of our own. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { authorizeForStore, isDigest, type RepositoryAccess } from '@moorgate/containers';
import { fault } from '@moorgate/errors';
import { answerTags } from './answer-tags.ts';
import type { ContainersParts, Holder, RequestContext } from './containers-parts.ts';
import { followChange } from './follow-change.ts';
import { accessKept, type RegistryCall } from './judge-call.ts';
import { passThrough } from './pass-through.ts';
import { pathOf } from './registry-call.ts';
import { registryQueryOf } from './registry-query.ts';
import { headersForClient, headersForStore } from './rewrite-headers.ts';

/** A request that is allowed. */
export interface AllowedCall {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: RegistryCall;
  readonly search: URLSearchParams;
  readonly holder: Holder;
}

/** As the registry itself has it: a manifest names content, it has none. */
export const manifestBytesMax = 4 * 1_048_576;

/** While a collection runs, or a moment longer. */
const collectionRetrySeconds = 30;

/** The registry judges nothing: who may do what was decided before. */
const accessFor = ({ target, mount }: RegistryCall): readonly RepositoryAccess[] => {
  if (!('name' in target)) return [];
  const own = { name: target.name, actions: ['pull', 'push', 'delete'] } as const;
  return mount === null ? [own] : [own, { name: mount.from, actions: ['pull'] }];
};

/** A registry that only reads refuses without the words of one. */
const isRefusedWrite = (
  { statusCode, headers }: IncomingMessage,
  { operation }: RegistryCall,
): boolean =>
  statusCode === 405 &&
  operation.action !== 'pull' &&
  headers['content-type']?.startsWith('application/json') !== true;

/** Whether clients may see such a status: no challenge of the registry, and no way to another place. */
const isForClients = (status: number): boolean =>
  (status >= 200 && status < 300) ||
  status === 304 ||
  (status >= 400 && status !== 401 && status !== 403);

/** Throws what clients are told of an answer that is not for them. */
const requirePlain = (answer: IncomingMessage, call: RegistryCall): void => {
  if (isRefusedWrite(answer, call))
    throw fault('registry_collecting', { retryAfterSeconds: collectionRetrySeconds });
  const { statusCode: status = 0 } = answer;
  if (!isForClients(status))
    throw fault('registry_unavailable', {
      cause: new Error(`the registry answered ${String(status)}`),
    });
};

/** Throws where the manifest has to stay, and for a tag, with which registries of this version delete nothing. */
const requireDeletable = async (
  { isReferenced }: ContainersParts,
  { target, operation }: RegistryCall,
): Promise<void> => {
  if (target.kind !== 'manifest' || operation.action !== 'delete') return;
  if (!isDigest(target.reference))
    throw fault('registry_operation_unsupported', {
      detail: 'a manifest is deleted by its digest, with every tag that it has',
    });
  if ((await isReferenced?.(target.name, target.reference)) === true)
    throw fault('manifest_in_use');
};

/** Passes it on, to its end. Throws what is answered otherwise; whatever comes after the head cuts the connection. */
export const answerCall = async (
  ctx: RequestContext,
  parts: ContainersParts,
  allowed: AllowedCall,
): Promise<void> => {
  const { request, response, call, search, holder } = allowed;
  const { target } = call;
  const query = registryQueryOf(target, search);
  if (query === null)
    throw fault('repository_name_invalid', { detail: 'a parameter of the query is malformed' });
  if (target.kind === 'base') {
    response
      .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '2' })
      .end('{}');
    return;
  }
  if (target.kind === 'referrers') throw fault('manifest_not_found');
  if (target.kind === 'tags') return answerTags(parts, allowed, target);
  await requireDeletable(parts, call);
  const { endpoint, signer } = parts.registry;
  const authorization = await authorizeForStore(signer, accessFor(call));
  const method = request.method ?? 'GET';
  const path = `${pathOf(target)}${query}`;
  const change = followChange(ctx, parts, allowed);
  await passThrough({
    request,
    response,
    endpoint,
    asked: { method, path, headers: headersForStore(request.headers, authorization) },
    ...(target.kind === 'manifest' ? { bytesMax: manifestBytesMax } : {}),
    requireStill: accessKept(ctx, parts, { secret: holder.secret, call }),
    ...(change === null ? {} : { beforeEnd: change.begin }),
    onHead: async (answer) => {
      // Before the client is told: what it does not learn of, it does again.
      await change?.end(answer);
      requirePlain(answer, call);
      return headersForClient(answer.headers, target);
    },
  });
};
