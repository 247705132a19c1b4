/** Answering a request of Git: who asks, what they may do, which repository, and the exchange. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ErrorCode, fault } from '@moorgate/errors';
import type { RequestContext } from '@moorgate/http';
import {
  beginExchange,
  type GitService,
  requireRepository,
  type ServingServices,
} from '@moorgate/source';
import {
  accessKept,
  authenticateGit,
  type GitGrantee,
  requireService,
} from './authenticate-git.ts';
import type { GitParts } from './git-parts.ts';
import type { GitTarget } from './git-target.ts';
import { keepAsking } from '../keep-asking.ts';
import { passThrough } from './pass-through.ts';

/** A request, and how far it has come. */
export interface GitRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: RequestContext;
  readonly target: GitTarget;
  /** Header values by lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  grantee: GitGrantee | null;
}

/** What a client sends about references, beside the content of a push. */
const negotiationBytesMax = 16_777_216;

const requireMethod = ({ request, response, target }: GitRequest): void => {
  const wanted = target.isAdvertisement ? 'GET' : 'POST';
  if (request.method === wanted) return;
  response.setHeader('Allow', wanted);
  throw fault('method_not_allowed');
};

/** Git itself decompresses; anything but what it sends would reach it unread. */
const requireEncoding = ({ headers }: GitRequest): void => {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (!['identity', 'gzip', 'x-gzip'].includes(encoding.toLowerCase()))
    throw fault('unsupported_media_type', { detail: 'Bodies are sent as they are, or with gzip.' });
};

const requireTarget = (asked: GitRequest, { factory }: GitParts): GitService => {
  const { target } = asked;
  if (target.service === null) throw fault('dumb_protocol_refused');
  requireMethod(asked);
  requireEncoding(asked);
  requireService(asked.grantee!, target.service);
  if (target.factory !== factory) throw fault('git_repository_not_found');
  return target.service;
};

/** Aborted when the client leaves, and when whoever asked has lost the right to. */
const watch = (asked: GitRequest, parts: GitParts, service: GitService) => {
  const { response, context, headers } = asked;
  const controller = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) controller.abort(new Error('the client has left'));
  };
  response.once('close', leave);
  const kept = accessKept(context, parts, { headers, begun: asked.grantee!, service });
  const stopAsking = keepAsking(kept, (reason) => controller.abort(reason));
  return {
    signal: controller.signal,
    end: () => {
      stopAsking();
      response.off('close', leave);
    },
  };
};

/**
 * Answers it, and resolves when the answer is over: to the code of a push of which the rules refused a part, else to null.
 * Throws every refusal, with nothing answered yet.
 */
export const answerGit = async (asked: GitRequest, parts: GitParts): Promise<ErrorCode | null> => {
  const { context, target, headers, request, response } = asked;
  const grantee = await authenticateGit(context, parts, headers);
  asked.grantee = grantee;
  const service = requireTarget(asked, parts);
  const ctx = { ...context, principal: grantee.principal };
  const repository = await requireRepository(ctx, target);
  const watched = watch(asked, parts, service);
  try {
    const exchange = await beginExchange(ctx, servingOf(parts, headers['host']), {
      repository,
      service,
      isAdvertisement: target.isAdvertisement,
      headers,
      user: grantee.name,
      scopes: grantee.scopes,
      holder: grantee.holder,
      signal: watched.signal,
    });
    const isPush = service === 'git-receive-pack';
    const bytesMax = negotiationBytesMax + (isPush ? parts.store.limits.pushBytesMax : 0);
    const passed = { request, response, exchange, bytesMax, signal: watched.signal };
    const { push } = await passThrough(passed);
    return push !== null && (push.isRefused || push.isFull) ? 'push_refused' : null;
  } finally {
    watched.end();
  }
};

/** What follows from a push tells whoever pushed addresses under the name by which they call this server. */
const servingOf = (
  { store: source, onReferencesAsked, onReferencesMoved }: GitParts,
  host: string | undefined,
): ServingServices => ({
  source,
  onReferencesAsked: async (ctx, push) => onReferencesAsked?.(ctx, push),
  onReferencesMoved: async (ctx, push) => (await onReferencesMoved?.(ctx, { ...push, host })) ?? [],
});
