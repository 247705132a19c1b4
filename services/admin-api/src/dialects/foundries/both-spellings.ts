/** Paths with a slash at their end and without: clients of this dialect send both, and none may be redirected. */
import type { AnyEndpoint } from '@moorgate/http';

const otherSpelling = (path: string): string =>
  path.endsWith('/') ? path.slice(0, -1) : `${path}/`;

/** The same endpoints, each under both spellings of its path; the one that it has is the documented one. */
export const withBothSpellings = (endpoints: readonly AnyEndpoint[]): readonly AnyEndpoint[] =>
  endpoints.map((endpoint) => ({ ...endpoint, aliases: [otherSpelling(endpoint.path)] }));
