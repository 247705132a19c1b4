/** Which requests are for the engine of a host: those below `/v1/docker-hosts/{id}/docker/`. */
import type { IncomingMessage } from 'node:http';
import { nativePrefixes } from '../dialects/native/index.ts';

/** A request for an engine. */
export interface DockerPath {
  /** The id of a host, its alias or its address. */
  readonly host: string;
  /** Path and query as they came, without the slash at the beginning. */
  readonly target: string;
}

const pattern = new RegExp(`^(?:${nativePrefixes.join('|')})/docker-hosts/([^/?]+)/docker/(.*)$`);

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
};

/** What a request asks of which host; null for another request. */
export const readDockerPath = (url: string): DockerPath | null => {
  const [, segment, target = ''] = pattern.exec(url) ?? [];
  const host = segment === undefined ? null : decode(segment);
  return host === null ? null : { host, target };
};

/** What engines go on with: the bytes of a program, and HTTP/2 of a builder. */
const protocols: readonly string[] = ['tcp', 'h2c'];

/** Whether a request may go on with raw bytes; what others ask to change to is ignored (RFC 9110, 7.8). */
export const mayUpgrade = ({ url = '', headers }: IncomingMessage): boolean =>
  protocols.includes(headers.upgrade?.toLowerCase() ?? '') && readDockerPath(url) !== null;
