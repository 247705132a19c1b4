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
}

const notFound = { kind: 'not_found' } as const;
const noParams: Readonly<Record<string, string>> = Object.freeze({});
const parameter = /^\{([^{}]+)\}$/;

const decode = (segment: string): string | null => {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
};

const toPattern = <E>(path: string, methods: Methods<E>): PatternRoute<E> => {
  const fixed = path.split('/');
  return { ...methods, fixed, names: fixed.map((segment) => parameter.exec(segment)?.[1] ?? null) };
};

const paramsOf = (
  route: PatternRoute<unknown>,
  segments: readonly string[],
): Record<string, string> | null => {
  if (segments.length !== route.fixed.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const name = route.names[index] ?? null;
    if (name === null) {
      if (segment !== route.fixed[index]) return null;
      continue;
    }
    const value = decode(segment);
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

/** Builds the table once. Throws when two endpoints have the same method and path. */
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
