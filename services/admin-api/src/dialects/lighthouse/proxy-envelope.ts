/** Errors of the proxy, in the words of the original. */
import type { DomainError } from '@moorgate/errors';
import type { AskedRequest } from '@moorgate/http';
import { readProxiedCall } from './proxied-call.ts';
import { isFirstVersion } from './translate.ts';

/** A status and a sentence, and what else there is to an error. */
export interface Rendered {
  readonly status: number;
  readonly message: string;
  /** The area of the path unless said. */
  readonly area?: string;
  /** The sentence is all that there is, unless the client names JSON. */
  readonly isText?: true;
}

/** The first version tells a host that one may not use from one that there is not as little as the rest of them. */
const ofFirstVersion = ({ path, query }: AskedRequest): Rendered => {
  const { host } = readProxiedCall({ path, search: query.toString() });
  return { status: 401, message: `user not permitted to access host: ${host}`, area: 'control' };
};

const isAboutTarget = ({ details: { issues = [] } }: DomainError): boolean =>
  issues.some(({ pointer }) => pointer === '/target');

/** An error of the proxy: `control` for what lies between here and the engine, which itself is `docker`. */
export const renderProxyFault = (
  error: DomainError,
  usual: Rendered,
  asked: AskedRequest,
): Rendered => {
  const { method, path } = asked;
  switch (error.code) {
    case 'invalid_request':
      return isAboutTarget(error)
        ? { status: 500, message: `Failed to create ${method} request`, area: 'control' }
        : { status: 400, message: 'could not get required data for handler', area: 'handlers' };
    case 'docker_call_failed':
      return { status: 500, message: `${method} request failed`, area: 'control' };
    case 'docker_host_not_found':
    case 'beacon_forbidden':
      return isFirstVersion(path) ? ofFirstVersion(asked) : { ...usual, area: 'beacons' };
    case 'beacon_address_forbidden':
      return { ...usual, area: 'beacons' };
    case 'route_not_found':
      return usual;
    default:
      return { ...usual, area: 'control' };
  }
};
