/** Paths as OpenAPI writes them, in the syntax and the order that Express wants. */

const isParameter = (segment: string): boolean => segment.startsWith('{');

/** One segment of a path, or with `{+name}` one or several. */
const parameterOf = (segment: string): string =>
  segment.startsWith('{+') ? `*"${segment.slice(2, -1)}"` : `:"${segment.slice(1, -1)}"`;

/**
 * The same path for Express 5: `/devices/{uuid}` becomes `/devices/:"uuid"` and `/files/{+path}` becomes `/files/*"path"`;
 * what its syntax reserves is escaped.
 */
export const expressPath = (path: string): string =>
  path
    .split('/')
    .map((segment) =>
      isParameter(segment) ? parameterOf(segment) : segment.replaceAll(/[{}()[\]*:!+?\\]/g, '\\$&'),
    )
    .join('/');

/** The path without the names of its parameters: two paths of one shape match the same requests. */
export const pathShape = (path: string): string => path.replaceAll(/\{[^{}]*\}/g, '{}');

/** Concrete segments before parameters, and those of one segment before those of several. */
const rankOf = (segment: string): string => {
  if (!isParameter(segment)) return '0';
  return segment.startsWith('{+') ? '2' : '1';
};

/** Orders paths so that a concrete segment comes before a parameter at its place (OpenAPI 3.1, 4.8.8.2). */
export const byConcreteness = (one: string, other: string): number => {
  const rank = (path: string): string => path.split('/').map(rankOf).join('');
  return rank(one).localeCompare(rank(other));
};
