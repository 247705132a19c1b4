/** The headers that pass between a client and the registry: those that mean something, and no address but ours. */
import type { IncomingHttpHeaders } from 'node:http';
import { fault } from '@moorgate/errors';
import { pathOf, readRegistryTarget, type RegistryTarget } from './registry-call.ts';
import { registryQueryOf } from './registry-query.ts';

const passedIn: readonly string[] = [
  'accept',
  'content-length',
  'content-range',
  'content-type',
  'if-none-match',
  'range',
];

const passedOut: readonly string[] = [
  'accept-ranges',
  'allow',
  'content-length',
  'content-range',
  'content-type',
  'docker-content-digest',
  'docker-upload-uuid',
  'etag',
  'range',
];

const pick = (headers: IncomingHttpHeaders, names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names
      .map((name) => [name, headers[name]] as const)
      .filter((entry): entry is readonly [string, string] => typeof entry[1] === 'string'),
  );

/** Those of a client, for the registry. No cookie, no credential, nothing about proxies. */
export const headersForStore = (
  headers: IncomingHttpHeaders,
  authorization: string,
): Record<string, string> => ({ ...pick(headers, passedIn), authorization });

const unreadable = (what: string): Error =>
  fault('registry_unavailable', {
    cause: new Error(`the registry answers with a ${what} of its own`),
  });

/**
 * An address that the registry names, as a path of ours: of the same repository and one that clients ask for next. Throws
 * `registry_unavailable` for every other, since a client would go there with its token.
 */
const ownPathOf = (
  named: string,
  { name }: { readonly name: string },
  kinds: readonly RegistryTarget['kind'][],
): string => {
  const url = URL.parse(named, 'http://registry.invalid/');
  const target = url === null ? null : readRegistryTarget(url.pathname);
  if (url === null || target === null || !('name' in target) || target.name !== name)
    throw unreadable('place');
  const query = registryQueryOf(target, url.searchParams);
  if (query === null || !kinds.includes(target.kind)) throw unreadable('place');
  return `${pathOf(target)}${query}`;
};

const linkPattern = /^<([^<>]+)>; *rel="?next"?$/;

const linkOf = (header: string, target: { readonly name: string }): string => {
  const [, named] = linkPattern.exec(header) ?? [];
  if (named === undefined) throw unreadable('link');
  return `<${ownPathOf(named, target, ['tags'])}>; rel="next"`;
};

/** Those of the registry, for a client. Throws `registry_unavailable` for an address that is not one of ours. */
export const headersForClient = (
  { location, link, ...headers }: IncomingHttpHeaders,
  target: RegistryTarget,
): Record<string, string> => {
  const passed = pick(headers, passedOut);
  passed['docker-distribution-api-version'] = 'registry/2.0';
  passed['cache-control'] = 'no-store';
  if (!('name' in target)) return passed;
  if (location !== undefined)
    passed['location'] = ownPathOf(location, target, ['upload', 'blob', 'manifest']);
  if (typeof link === 'string') passed['link'] = linkOf(link, target);
  return passed;
};
