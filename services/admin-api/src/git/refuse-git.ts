/** How Git is told what is wrong: a text that it prints line by line after `remote:`. */
import { describeError, type DomainError } from '@moorgate/errors';
import { type Reply, statusOf } from '@moorgate/http';

const challenge = 'Basic realm="Moorgate", charset="UTF-8"';
const asksForToken =
  'A token is needed: as the password, with any user name. Passwords of accounts are not taken.';

const textOf = ({ code, details }: DomainError): string => {
  if (code === 'credentials_required') return asksForToken;
  return details.detail ?? describeError(code).title;
};

/** The reply. 401 asks for Basic, which is what makes Git send what it has (RFC 7617). */
export const refusalReply = (error: DomainError): Reply => {
  const { retryAfterSeconds } = error.details;
  const status = statusOf(error.kind);
  return {
    status,
    headers: {
      'Content-Type': 'text/plain; charset=utf-8',
      'Cache-Control': 'no-cache',
      ...(status === 401 ? { 'WWW-Authenticate': challenge } : {}),
      ...(retryAfterSeconds === undefined
        ? {}
        : { 'Retry-After': String(Math.max(1, Math.ceil(retryAfterSeconds))) }),
    },
    body: `${textOf(error)}\n`,
  };
};
