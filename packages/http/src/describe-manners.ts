/** What an OpenAPI document says of manners, for each endpoint. */
import type { ErrorCode } from '@moorgate/errors';
import { isPublic } from './access.ts';
import { changes } from './conditions.ts';
import type { AnyEndpoint } from './define-dialect.ts';
import { refusesIdempotencyKeys, takesIdempotencyKeys } from './idempotency-key.ts';
import { mediaTypesOf } from './media-types.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/** What manners add to an operation. */
export interface MannersDescription {
  readonly faults: readonly ErrorCode[];
  /** Members of the Request Body Object, where there is one. */
  readonly requestBody: JsonObject;
  /** Parameter Objects. */
  readonly parameters: readonly JsonObject[];
  /** Header Objects of every response. */
  readonly headers: JsonObject;
  /** Header Objects of the responses 200 and 201. */
  readonly successHeaders: JsonObject;
  /** Response Objects by status, without their headers; one that the endpoint declares itself is joined with it. */
  readonly responses: Readonly<Record<number, JsonObject>>;
}

/** Components of the document that the descriptions refer to. */
export const mannersComponents = {
  headers: {
    'RateLimit-Policy': {
      description:
        'The quota of the credential, or of the address where no valid credential was shown: `q` requests in `w` seconds (draft-ietf-httpapi-ratelimit-headers-10).',
      schema: { type: 'string' },
    },
    RateLimit: {
      description:
        'What is left of the quota: `r` requests, and in `t` seconds the whole of it again, or after 429 the next request.',
      schema: { type: 'string' },
    },
    'X-Token-Expires': {
      description:
        'When the token of the request ends (RFC 3339), from 30 days before that on. Rotate or replace it.',
      schema: { type: 'string', format: 'date-time' },
    },
    ETag: {
      description: 'The strong entity tag of the body, for `If-Match` and `If-None-Match`.',
      schema: { type: 'string' },
    },
    'Idempotency-Replayed': {
      description: '`true` where this is the kept answer to the first request with the key.',
      schema: { type: 'string', enum: ['true'] },
    },
  },
  parameters: {
    'Idempotency-Key': {
      name: 'Idempotency-Key',
      in: 'header',
      required: false,
      description:
        'A text of the client’s, new for each new request (draft-ietf-httpapi-idempotency-key-header-07). A repetition within 24 hours gets the answer of the first request, which is not done a second time.',
      schema: { type: 'string', pattern: '^(?:"[ !#-\\[\\]-~]{1,253}"|[!#-~]{1,255})$' },
    },
    'If-Match': {
      name: 'If-Match',
      in: 'header',
      required: false,
      description:
        'The `ETag` that a GET of the same path showed: the change is made only if nobody made another one meanwhile.',
      schema: { type: 'string', pattern: '^(?:\\*|"[!#-~]*")$' },
    },
  },
} as const;

const referTo = (kind: keyof typeof mannersComponents, name: string): JsonObject => ({
  $ref: `#/components/${kind}/${name}`,
});

const headerRefs = (...names: (keyof typeof mannersComponents.headers)[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, referTo('headers', name)]));

const keyFaults = [
  'invalid_request',
  'idempotency_key_reused',
  'idempotency_key_in_progress',
  'idempotency_outcome_unknown',
] as const;

const isConditional = ({ method, versioned }: AnyEndpoint): boolean =>
  versioned !== undefined && changes(method);

const streamedBodyNote = {
  description:
    'Read as it comes. An `Idempotency-Key` is refused: a repetition could not be compared with the first request.',
};

const describeBody = (endpoint: AnyEndpoint): JsonObject =>
  refusesIdempotencyKeys(endpoint) ? streamedBodyNote : {};

const secretReplay = {
  description: 'A repetition: the id of what the first request made, whose secret was shown then.',
  content: {
    'application/json': {
      schema: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } },
    },
  },
};

/** The codes with which an endpoint answers because of its dialect's manners. */
export const mannersFaults = (endpoint: AnyEndpoint): readonly ErrorCode[] => [
  'head_too_large',
  ...(mediaTypesOf(endpoint.responses).length > 0 ? (['not_acceptable'] as const) : []),
  ...(takesIdempotencyKeys(endpoint) ? keyFaults : []),
  ...(refusesIdempotencyKeys(endpoint) ? (['idempotency_key_unsupported'] as const) : []),
  ...(endpoint.versioned !== undefined ? (['invalid_request'] as const) : []),
  ...(isConditional(endpoint) ? (['precondition_failed'] as const) : []),
];

/** Describes the manners of one endpoint. */
export const describeManners = (endpoint: AnyEndpoint): MannersDescription => {
  const takesKeys = takesIdempotencyKeys(endpoint);
  const isRead = endpoint.versioned === true && !changes(endpoint.method);
  return {
    faults: mannersFaults(endpoint),
    requestBody: describeBody(endpoint),
    parameters: [
      ...(takesKeys ? [referTo('parameters', 'Idempotency-Key')] : []),
      ...(isConditional(endpoint) ? [referTo('parameters', 'If-Match')] : []),
    ],
    headers: {
      ...headerRefs('RateLimit-Policy', 'RateLimit'),
      ...(isPublic(endpoint.access) ? {} : headerRefs('X-Token-Expires')),
      ...(takesKeys ? headerRefs('Idempotency-Replayed') : {}),
    },
    successHeaders: endpoint.versioned !== undefined ? headerRefs('ETag') : {},
    responses: {
      ...(isRead ? { 304: { description: 'It is what `If-None-Match` names.' } } : {}),
      ...(takesKeys && endpoint.answersSecret === true ? { 200: secretReplay } : {}),
    },
  };
};
