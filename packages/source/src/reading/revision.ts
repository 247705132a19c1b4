/** Names of commits and of files, before Git sees them. */

/**
 * Object names, and names of references with or without `refs/heads/`: whatever git-check-ref-format(1) lets be one. None of the
 * operators of gitrevisions(7) passes: no `..`, `^`, `~`, `:` or `@{`, no white space, no dash at the beginning.
 */
const revisionPattern = /^(?!-)(?!.*(?:\.\.|@\{|\/\/))[^\p{Cc} ~^:?*[\\]{1,1024}$/u;

/** Whether Git may be asked for it. */
export const isRevision = (text: string): boolean => revisionPattern.test(text);

/** A path in a tree: segments that are neither empty nor dots alone, in one line; the empty text for the tree itself. */
export const isTreePath = (path: string): boolean =>
  path === '' ||
  (Buffer.byteLength(path) <= 4_096 &&
    !/[\0\n]/.test(path) &&
    path.split('/').every((segment) => !['', '.', '..'].includes(segment)));
