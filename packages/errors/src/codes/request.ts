/** Requests that cannot be read, or ask for what cannot be given. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const request = {
  invalid_request: {
    kind: 'invalid',
    title: 'The request does not follow the schema of this operation.',
    remedy: 'Each entry of `errors` points to a field and names the rule that it breaks.',
  },
  invalid_json: {
    kind: 'invalid',
    title: 'The body is not well-formed JSON.',
    remedy: 'Send one JSON value in UTF-8, with `Content-Type: application/json`.',
  },
  invalid_xml: {
    kind: 'invalid',
    title: 'The body is not XML that is read here.',
    remedy:
      'Send one well-formed document in UTF-8, without a document type and without entities of its own.',
  },
  cursor_invalid: {
    kind: 'invalid',
    title: 'The cursor was not issued by this list.',
    remedy: 'Take the cursor from the `next` link of the page before, with the same order.',
  },
  offset_too_large: {
    kind: 'invalid',
    title: 'Offsets end at 100,000.',
    remedy: 'Follow the `next` link with its cursor; it costs the same on every page.',
  },
  body_too_large: {
    kind: 'too_large',
    title: 'The body is larger than this operation accepts.',
    remedy: 'Send less; the limit is part of the operation’s description.',
  },
  uri_too_long: {
    kind: 'uri_too_long',
    title: 'The path and the query are longer than 8,192 bytes together.',
    remedy: 'Send less in the query; what is long belongs into a body.',
  },
  head_too_large: {
    kind: 'head_too_large',
    title: 'The head of the request is too large, or has too many fields.',
    remedy: 'Send fewer or shorter header fields; the operator sets both limits.',
  },
  request_malformed: {
    kind: 'invalid',
    title: 'What was sent is no HTTP request.',
    remedy: 'Send HTTP/1.1 (RFC 9112).',
  },
  request_timeout: {
    kind: 'timeout',
    title: 'The request did not arrive in its time.',
    remedy: 'Send it in one go; the operator sets how long the head and the whole may take.',
  },
  unsupported_media_type: {
    kind: 'unsupported_media_type',
    title: 'This operation does not read a body of that media type.',
    remedy: 'Send `Content-Type: application/json`.',
  },
  range_not_satisfiable: {
    kind: 'range_not_satisfiable',
    title: 'The range begins beyond the end of the content.',
    remedy: '`Content-Range` tells how long the content is; what ends there is whole.',
  },
  not_acceptable: {
    kind: 'not_acceptable',
    title: 'This operation has no answer of a media type that the client accepts.',
    remedy: '`detail` names what there is; leave `Accept` out, or add it.',
  },
  precondition_failed: {
    kind: 'precondition_failed',
    title: 'What is to be changed is not what the condition of the request says.',
    remedy:
      'Somebody else changed it since you read it. Read it again, then send the change with the present `ETag`.',
  },
  idempotency_key_reused: {
    kind: 'unprocessable',
    title: 'The idempotency key was sent before with another request.',
    remedy:
      'Choose a new key for each new request; repeat a request with the same key and content.',
  },
  idempotency_key_in_progress: {
    kind: 'conflict',
    title: 'The first request with this idempotency key is still under way.',
    remedy: 'Repeat it after `Retry-After`.',
  },
  idempotency_outcome_unknown: {
    kind: 'conflict',
    title: 'The first request with this idempotency key took effect, but its answer is not kept.',
    remedy: 'Read back what it changed. It is not done a second time under this key.',
  },
  idempotency_key_unsupported: {
    kind: 'invalid',
    title: 'This operation takes no idempotency key: its body is read as it comes.',
    remedy:
      'Send it without the key. A PUT may be repeated as it is; before another POST, read back what the first one did.',
  },
  route_not_found: {
    kind: 'not_found',
    title: 'There is no such path.',
    remedy: 'Compare the path with the API description.',
  },
  method_not_allowed: {
    kind: 'method_not_allowed',
    title: 'This path does not answer that method.',
    remedy: 'The `Allow` header lists the methods that it answers.',
  },
  rate_limited: {
    kind: 'rate_limited',
    title: 'Too many requests.',
    remedy: 'Wait as long as `Retry-After` says.',
  },
} as const satisfies Record<string, CatalogueEntry>;
