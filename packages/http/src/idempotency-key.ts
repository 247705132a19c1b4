/** The `Idempotency-Key` of a request, and the form in which its answer is kept. */
import type { KeptAnswer } from '@moorgate/auth';
import { fault } from '@moorgate/errors';
import { isPublic } from './access.ts';
import { changes } from './conditions.ts';
import type { AnyEndpoint } from './define-dialect.ts';
import type { Reply } from './define-endpoint.ts';

const keyBytesMax = 255;
/** A string of structured fields (RFC 9651, section 3.3.3), as the draft has it. */
const quoted = /^"((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** What most clients send. */
const bare = /^[\x21\x23-\x7e]+$/;

/**
 * The key in a header (draft-ietf-httpapi-idempotency-key-header-07, section 2.1): a text in quotation marks, or the same
 * without them; null without a header. Throws `invalid_request` for other forms, and for more than 255 characters.
 */
export const readIdempotencyKey = (header: string | undefined): string | null => {
  if (header === undefined) return null;
  const text = header.trim();
  const key = quoted.exec(text)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? bare.exec(text)?.[0] ?? '';
  if (key !== '' && key.length <= keyBytesMax) return key;
  const message = 'must be one text of 1 to 255 visible characters in quotation marks';
  throw fault('invalid_request', { issues: [{ pointer: '/headers/idempotency-key', message }] });
};

/** True where a repetition can be told from the first request: nobody owns a login. */
export const takesIdempotencyKeys = ({ method, access, request }: AnyEndpoint): boolean =>
  changes(method) && !isPublic(access) && request.stream === undefined;

/**
 * True where a key is refused. A body that is read as it comes is gone before it could be compared with that of the first
 * request; to ignore the key would let its sender believe that a repetition is safe.
 */
export const refusesIdempotencyKeys = ({ method, request }: AnyEndpoint): boolean =>
  changes(method) && request.stream !== undefined;

/**
 * The key of a request to this endpoint; null without one, and where keys mean nothing. Throws `invalid_request`, and
 * `idempotency_key_unsupported` where keys are refused.
 */
export const idempotencyKeyOf = (
  endpoint: AnyEndpoint,
  header: string | undefined,
): string | null => {
  if (takesIdempotencyKeys(endpoint)) return readIdempotencyKey(header);
  if (header !== undefined && refusesIdempotencyKeys(endpoint))
    throw fault('idempotency_key_unsupported');
  return null;
};

/**
 * The form in which a reply is kept for repetitions; null for one that is not: a failure of ours, a limit, a stream, and a
 * secret without an `id` beside it. Of an answer with a secret or a cookie the `id` is kept, and answered with 200.
 */
export const keptAnswerOf = (reply: Reply, answersSecret: boolean): KeptAnswer | null => {
  const { status, body, headers = {} } = reply;
  if (status >= 500 || status === 429 || reply.stream !== undefined) return null;
  const hasCookie = Object.keys(headers).some((name) => name.toLowerCase() === 'set-cookie');
  if (status >= 400 || !(answersSecret || hasCookie)) return { status, headers, body };
  const id = (body as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? { status: 200, headers: {}, body: { id } } : null;
};

/** The reply of a kept answer. */
export const replayOf = ({ status, headers, body }: KeptAnswer): Reply => {
  const shown = { ...headers, 'Idempotency-Replayed': 'true' };
  return body === undefined ? { status, headers: shown } : { status, headers: shown, body };
};
