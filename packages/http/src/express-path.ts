/** Paths as OpenAPI writes them, in the syntax and the order that Express wants. */

const isParameter = (segment: string): boolean => segment.startsWith('{');

/** The same path for Express 5: `/devices/{uuid}` becomes `/devices/:"uuid"`; what its syntax reserves is escaped. */
export const expressPath = (path: string): string =>
  path
    .split('/')
    .map((segment) =>
      isParameter(segment)
        ? `:"${segment.slice(1, -1)}"`
        : segment.replaceAll(/[{}()[\]*:!+?\\]/g, '\\$&'),
    )
    .join('/');

/** The path without the names of its parameters: two paths of one shape match the same requests. */
export const pathShape = (path: string): string => path.replaceAll(/\{[^{}]*\}/g, '{}');

/** Orders paths so that a concrete segment comes before a parameter at its place (OpenAPI 3.1, 4.8.8.2). */
export const byConcreteness = (one: string, other: string): number => {
  const rank = (path: string): string =>
    path
      .split('/')
      .map((segment) => (isParameter(segment) ? '1' : '0'))
      .join('');
  return rank(one).localeCompare(rank(other));
};
