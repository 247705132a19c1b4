/** Answers lists of tags, page by page: registries of this version show all of them at once, in no order. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { askStore, authorizeForStore } from '@moorgate/containers';
import { fault } from '@moorgate/errors';
import type { ContainersParts } from './containers-parts.ts';
import { pathOf, type RegistryTarget } from './registry-call.ts';
import { registryQueryOf } from './registry-query.ts';
import { headersForClient, headersForStore } from './rewrite-headers.ts';

type TagsTarget = Extract<RegistryTarget, { kind: 'tags' }>;

/** A request for a list that is allowed. */
interface TagsRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly search: URLSearchParams;
}

/** What a registry says; null tags are those of a repository whose manifests were all deleted. */
const readTags = (body: Buffer): readonly string[] => {
  try {
    const { tags } = JSON.parse(body.toString()) as { readonly tags?: unknown };
    if (tags === null || tags === undefined) return [];
    if (Array.isArray(tags) && tags.every((tag) => typeof tag === 'string')) return tags;
    throw new Error('the registry lists what are no tags');
  } catch (cause) {
    throw fault('registry_unavailable', { cause });
  }
};

/** The tags behind `last`, as many as `n` says, and where the next ones are (OCI distribution specification 1.1, "Listing Tags"). */
const pageOf = (tags: readonly string[], target: TagsTarget, search: URLSearchParams) => {
  const [count, last] = [search.get('n'), search.get('last')];
  const behind = tags.toSorted().filter((tag) => last === null || tag > last);
  const shown = count === null ? behind : behind.slice(0, Number(count));
  const end = shown.at(-1);
  if (shown.length === behind.length || end === undefined) return { shown, link: null };
  const query = new URLSearchParams({ n: String(count), last: end });
  return { shown, link: `<${pathOf(target)}?${query.toString()}>; rel="next"` };
};

/**
 * Asks the registry for the page, and makes one of what it shows beyond; where it says that there are more behind, so does this.
 * Throws `repository_not_found` and `registry_unavailable`.
 */
export const answerTags = async (
  { registry: { endpoint, signer } }: Pick<ContainersParts, 'registry'>,
  { request, response, search }: TagsRequest,
  target: TagsTarget,
): Promise<void> => {
  const authorization = await authorizeForStore(signer, [{ name: target.name, actions: ['pull'] }]);
  const path = `${pathOf(target)}${registryQueryOf(target, search) ?? ''}`;
  const headers = headersForStore(request.headers, authorization);
  const { status, ...answer } = await askStore(endpoint, { method: 'GET', path, headers });
  if (status === 404) throw fault('repository_not_found');
  if (status !== 200)
    throw fault('registry_unavailable', {
      cause: new Error(`the registry answered ${String(status)}`),
    });
  const { shown, link } = pageOf(readTags(answer.body), target, search);
  const body = Buffer.from(JSON.stringify({ name: target.name, tags: shown }));
  response.writeHead(200, {
    ...headersForClient(answer.headers, target),
    'content-type': 'application/json',
    'content-length': String(body.length),
    ...(link === null ? {} : { link }),
  });
  response.end(body);
};
