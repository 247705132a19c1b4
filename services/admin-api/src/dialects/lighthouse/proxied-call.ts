/** What a request to the proxy asks of which host; pure. The raw path is read, since hosts have slashes of their own. */
import { fault } from '@moorgate/errors';
import type { Input, RequestDefinition } from '@moorgate/http';

/** A host and what its engine is asked. */
export interface ProxiedCall {
  readonly host: string;
  /** Path and query, without the slash at its beginning. */
  readonly target: string;
}

/** First segments that mean something else, in the form without `/d` at the beginning. */
const literals: readonly string[] = [
  'beacons',
  'aliases',
  'users',
  'applications',
  'login',
  'logout',
  'provider',
];

const unescape = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

/** A path as it goes over the wire: its slashes separate, whatever stood for them before. */
const escapePath = (path: string): string =>
  path.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':').replaceAll('%40', '@');

/** What a URL cannot hold as it is; what is escaped already stays as it is. */
const escapeQuery = (query: string): string =>
  query.replaceAll(/[^\x21-\x7e]|["#<>\\^`{|}]/gu, encodeURIComponent);

const forms = [
  /^\/api\/v0\.\d\/d\/(?<host>[^/]+)\/(?<rest>.+)$/,
  /^\/api\/v0\.\d\/(?!d\/)(?<host>[^/]+)\/d\/(?<rest>.+)$/,
] as const;

/** The host and the rest of the path, both raw: `d/{Host}/…`, or `{Host}/d/…` as the first version has it. */
const splitPath = (path: string): readonly [string, string] | null => {
  const [usual, early] = forms.map((form) => form.exec(path)?.groups);
  const { host = '', rest = '' } = usual ?? early ?? {};
  if (host === '') return null;
  if (early !== undefined && literals.includes(host)) throw fault('route_not_found');
  return [host, rest];
};

/**
 * Reads it. Both parts are unescaped once, as the original does; the query goes to the engine as it came, but one that was
 * escaped with the path is the query, too. Throws `invalid_request` for less than a host and a path, and `route_not_found`
 * for a first segment that means something else.
 */
export const readProxiedCall = ({
  path,
  search,
}: Pick<Input<RequestDefinition>, 'path' | 'search'>): ProxiedCall => {
  const parts = splitPath(path);
  if (parts === null) throw fault('invalid_request');
  const [plain = '', ...own] = unescape(parts[1]).split('?');
  const queries = [...own.map(escapeQuery), ...(search === '' ? [] : [escapeQuery(search)])];
  const query = queries.length === 0 ? '' : `?${queries.join('?')}`;
  return { host: unescape(parts[0]), target: `${escapePath(plain)}${query}` };
};

/** The body for the engine: `Payload`, written anew, or as it is where it is a text; undefined for none. */
export const readPayload = (bytes: Buffer | undefined): Uint8Array | undefined => {
  if (bytes === undefined || bytes.length === 0) return undefined;
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
  const { Payload: payload } = (body ?? {}) as { readonly Payload?: unknown };
  if (payload === undefined || payload === null) return undefined;
  return Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload));
};
