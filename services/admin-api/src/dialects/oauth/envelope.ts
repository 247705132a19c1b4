/** The form of an error of OAuth: one word of the RFCs, and a sentence (RFC 6749, 5.2). */
import { describeError, type DomainError, type ErrorCode, type ErrorKind } from '@moorgate/errors';
import { type AskedRequest, type FaultForm, type Reply, statusOf } from '@moorgate/http';
import { OAuthErrorSchema } from './schemas.ts';

/** The words that the RFCs have for codes; RFC 6749, 5.2, but for those with another number. */
const words: Partial<Readonly<Record<ErrorCode, string>>> = {
  grant_invalid: 'invalid_grant',
  grant_type_unsupported: 'unsupported_grant_type',
  authorization_denied: 'access_denied',
  client_invalid: 'invalid_client',
  client_unauthorized: 'unauthorized_client',
  oauth_scope_invalid: 'invalid_scope',
  // RFC 8628, 3.5
  authorization_pending: 'authorization_pending',
  device_code_expired: 'expired_token',
  // RFC 8693, 2.2.2
  target_invalid: 'invalid_target',
  // RFC 9449, 5
  dpop_proof_invalid: 'invalid_dpop_proof',
  // RFC 6750, 3.1
  credentials_invalid: 'invalid_token',
  credentials_required: 'invalid_client',
};

/** A client that tried Basic was not known; anybody else showed a token. */
const isBasic = ({ headers }: AskedRequest): boolean =>
  /^basic /i.test(headers['authorization'] ?? '');

/** Total over the kinds: what has no word of its own is a wrong request, or a server that cannot answer now. */
const wordOf = (code: ErrorCode, kind: ErrorKind): string => {
  const word = words[code];
  if (word !== undefined) return word;
  switch (kind) {
    case 'internal':
    case 'not_implemented':
    case 'insufficient_storage':
      return 'server_error';
    case 'unavailable':
    case 'rate_limited':
      return 'temporarily_unavailable';
    case 'unauthenticated':
      return 'invalid_client';
    case 'forbidden':
      return 'access_denied';
    case 'invalid':
    case 'unprocessable':
    case 'not_found':
    case 'method_not_allowed':
    case 'not_acceptable':
    case 'conflict':
    case 'precondition_failed':
    case 'timeout':
    case 'too_large':
    case 'uri_too_long':
    case 'head_too_large':
    case 'unsupported_media_type':
    case 'range_not_satisfiable':
      return 'invalid_request';
  }
};

/** Characters that RFC 6749, 5.2, does not admit in a description become an apostrophe or a question mark. */
const plain = (text: string): string =>
  text.replaceAll(/["’“”]/g, "'").replaceAll(/[^\x20-\x7e]|\\/g, '?');

const descriptionOf = (error: DomainError): string => {
  const { detail, issues = [] } = error.kind === 'internal' ? {} : error.details;
  const fields = issues.map(({ pointer, message }) => `${pointer} ${message}`);
  return plain([detail ?? describeError(error.code).title, ...fields].join('; '));
};

/** A client that tried `Authorization` is told by which scheme it would have worked (RFC 6749, 5.2; RFC 6750, 3). */
const challengeOf = (error: DomainError, asked: AskedRequest): string | undefined => {
  if (error.kind !== 'unauthenticated') return undefined;
  if (error.code === 'credentials_invalid' && !isBasic(asked))
    return 'Bearer error="invalid_token"';
  return asked.headers['authorization'] === undefined ? undefined : 'Basic realm="moorgate"';
};

/** The reply for an error; pure. An `internal` one shows nothing but its title. */
export const renderOAuthFault = (
  error: DomainError,
  _requestId: string,
  asked: AskedRequest,
): Reply => {
  const { retryAfterSeconds: wait } = error.details;
  const challenge = challengeOf(error, asked);
  const isUnknown = isBasic(asked) && error.code === 'credentials_invalid';
  const code = isUnknown ? 'client_invalid' : error.code;
  return {
    status: statusOf(error.kind),
    headers: {
      ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge }),
      ...(wait === undefined ? {} : { 'Retry-After': String(Math.max(0, Math.ceil(wait))) }),
    },
    body: { error: wordOf(code, error.kind), error_description: descriptionOf(error) },
  };
};

/** The same for the document. */
export const oauthFaultForm: FaultForm = {
  statusOf: (code) => statusOf(describeError(code).kind),
  content: { 'application/json': OAuthErrorSchema },
};
