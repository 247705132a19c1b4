/** The part of the address of a request that an engine reads: path and query. */
import { fault } from '@moorgate/errors';

/** A target that was read. */
export interface DockerTarget {
  /** Its segments, as an engine reads them: `%2F` separates like a slash. */
  readonly segments: readonly string[];
  /** Without the question mark; empty for none. */
  readonly query: string;
}

/** What a beacon that decodes a path and writes it anew would make something else of. */
const ambiguous = /[\p{C}?#%\\]/u;

const decode = (path: string): string | null => {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
};

/**
 * Reads a target; null for one that a beacon and an engine may read differently: with a segment that is empty, stays or goes
 * up, or with what has a meaning of its own after it is decoded.
 */
export const readDockerTarget = (text: string): DockerTarget | null => {
  if (!/^[\x21-\x7e]{1,16384}$/.test(text) || text.includes('#')) return null;
  const [raw = '', ...query] = text.split('?');
  const path = decode(raw);
  if (path === null || ambiguous.test(path)) return null;
  const segments = path.split('/');
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..'))
    return null;
  return { segments, query: query.join('?') };
};

/** Reads a target that a client sent. Throws `invalid_request`. */
export const requireDockerTarget = (text: string): DockerTarget => {
  const target = readDockerTarget(text);
  if (target !== null) return target;
  const message = 'must be a path of the Docker API, whose segments stand for themselves';
  throw fault('invalid_request', { issues: [{ pointer: '/target', message }] });
};
