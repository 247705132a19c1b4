/** Where a device that has no certificate yet shows its enrolment token. */
import type { IncomingHttpHeaders } from 'node:http';

/** RFC 7617: a name, which means nothing here, and the token as the password. */
const passwordOf = (credentials: string): string => {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  return text.slice(text.indexOf(':') + 1);
};

/**
 * The text of the token: the password of HTTP Basic authentication, which EST clients send (RFC 7030, 3.2.3), a bearer token
 * (RFC 6750, 2.1), or the field `OSF-TOKEN`. Null without one.
 */
export const readEnrolmentToken = (headers: IncomingHttpHeaders): string | null => {
  const { authorization = '', 'osf-token': own } = headers;
  if (typeof own === 'string' && own !== '') return own;
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return credentials;
  return scheme.toLowerCase() === 'basic' ? passwordOf(credentials) : null;
};
