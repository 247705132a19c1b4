/** Which endpoint answers a method and a path: exact paths by one look, paths with parameters after them. */
import type { Method } from './define-endpoint.ts';

/** What a table reads of an endpoint. */
export interface Routed {
  readonly operationId: string;
  readonly method: Method;
  readonly path: string;
}

/** An endpoint and its decoded path parameters; or why there is none. */
export type RouteMatch<E> =
  | {
      readonly kind: 'found';
      readonly endpoint: E;
      readonly params: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'method_not_allowed'; readonly allow: string }
  | { readonly kind: 'not_found' };

/** The paths of a server. */
export interface RouteTable<E> {
  /** Compares paths as they are: with their case, and with a trailing slash if there is one. */
  find(method: string, path: string): RouteMatch<E>;
}

interface Methods<E> {
  readonly allow: string;
  readonly endpoints: ReadonlyMap<string, E>;
}

interface PatternRoute<E> extends Methods<E> {
  /** A parameter is its name; a fixed segment is null there and its text in `fixed`. */
  readonly names: readonly (string | null)[];
  readonly fixed: readonly string[];
  /** Which of the parameters takes several segments; -1: none does. */
  readonly wideAt: number;
}

const notFound = { kind: 'not_found' } as const;
const noParams: Readonly<Record<string, string>> = Object.freeze({});
const parameter = /^\{\+?([^{}+]+)\}$/;

const decode = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

const toPattern = <E>(path: string, methods: Methods<E>): PatternRoute<E> => {
  const fixed = path.split('/');
  const names = fixed.map((segment) => parameter.exec(segment)?.[1] ?? null);
  const wide = fixed.filter((segment) => segment.startsWith('{+'));
  if (wide.length > 1) throw new Error(`${path} has two parameters of several segments`);
  return { ...methods, fixed, names, wideAt: fixed.indexOf(wide[0] ?? '{+}') };
};

/** Several segments, none of them empty and none with a slash that was escaped; null where that is not so. */
const decodeAll = (segments: readonly string[]): string | null => {
  const decoded: string[] = [];
  for (const segment of segments) {
    const value = decode(segment);
    if (value === null || value === '' || value.includes('/')) return null;
    decoded.push(value);
  }
  return decoded.join('/');
};

/** The segments that stand for each place of the pattern; null where there are too many or too few. */
const placesOf = (
  { fixed, wideAt }: PatternRoute<unknown>,
  segments: readonly string[],
): readonly string[] | null => {
  const more = segments.length - fixed.length;
  if (more === 0) return segments;
  if (wideAt < 0 || more < 0) return null;
  return segments.toSpliced(wideAt, more + 1, '');
};

const paramsOf = (
  route: PatternRoute<unknown>,
  segments: readonly string[],
): Record<string, string> | null => {
  const places = placesOf(route, segments);
  if (places === null) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of places.entries()) {
    const name = route.names[index] ?? null;
    if (name === null) {
      if (segment !== route.fixed[index]) return null;
      continue;
    }
    const value =
      index === route.wideAt
        ? decodeAll(segments.slice(index, index + 1 + segments.length - places.length))
        : decode(segment);
    if (value === null || value === '') return null;
    params[name] = value;
  }
  return params;
};

const groupMethods = <E extends Routed>(endpoints: readonly E[]): Map<string, Methods<E>> => {
  const byPath = Map.groupBy(endpoints, (endpoint) => endpoint.path);
  return new Map(
    [...byPath].map(([path, group]) => {
      const methods = new Map<string, E>();
      for (const endpoint of group) {
        const other = methods.get(endpoint.method);
        if (other !== undefined) {
          throw new Error(`${endpoint.operationId} and ${other.operationId} have one path`);
        }
        methods.set(endpoint.method, endpoint);
      }
      return [path, { allow: [...methods.keys()].sort().join(', '), endpoints: methods }];
    }),
  );
};

/**
 * Builds the table once. A parameter `{name}` is one segment; `{+name}`, of which a path may have one, is one or several (in
 * the notation of RFC 6570, 3.2.3). Throws when two endpoints have the same method and path.
 */
export const createRouteTable = <E extends Routed>(endpoints: readonly E[]): RouteTable<E> => {
  const grouped = [...groupMethods(endpoints)];
  const isPattern = ([path]: readonly [string, unknown]): boolean => path.includes('{');
  const exact = new Map(grouped.filter((entry) => !isPattern(entry)));
  const patterns = grouped.filter(isPattern).map(([path, methods]) => toPattern(path, methods));

  const pick = (
    methods: Methods<E>,
    method: string,
    params: Readonly<Record<string, string>>,
  ): RouteMatch<E> => {
    const endpoint = methods.endpoints.get(method);
    return endpoint === undefined
      ? { kind: 'method_not_allowed', allow: methods.allow }
      : { kind: 'found', endpoint, params };
  };

  return {
    find: (method, path) => {
      const methods = exact.get(path);
      if (methods !== undefined) return pick(methods, method, noParams);
      if (patterns.length === 0) return notFound;
      const segments = path.split('/');
      for (const route of patterns) {
        const params = paramsOf(route, segments);
        if (params !== null) return pick(route, method, params);
      }
      return notFound;
    },
  };
};
