/** The codes that an endpoint can answer with because of what it is, without naming them. */
import type { ErrorCode } from '@moorgate/errors';
import type { BodyFormat, RequestDefinition } from './define-endpoint.ts';

/** The part of an endpoint that its documentation and its tests read, whatever its context is. */
export interface DocumentedEndpoint {
  readonly request: RequestDefinition;
  readonly bodyFormats?: readonly BodyFormat[];
  readonly faults: readonly ErrorCode[];
}

const jsonFormats: readonly BodyFormat[] = ['json', 'unlabelled-json'];

const bodyFaultsOf = (formats: readonly BodyFormat[] = ['json']): readonly ErrorCode[] => [
  ...(formats.some((format) => jsonFormats.includes(format)) ? (['invalid_json'] as const) : []),
  ...(formats.includes('xml') ? (['invalid_xml'] as const) : []),
  'body_too_large',
  'unsupported_media_type',
];

const bytesFaults: readonly ErrorCode[] = ['body_too_large', 'unsupported_media_type'];

/** Every code of an endpoint: its own, those of its access, those of its request, and those that any server has. */
export const faultsOf = (
  endpoint: DocumentedEndpoint,
  accessFaults: readonly ErrorCode[],
): ReadonlySet<ErrorCode> => {
  const { params, query, body, stream, bytes } = endpoint.request;
  const hasInput = params !== undefined || query !== undefined || body !== undefined;
  return new Set<ErrorCode>([
    ...endpoint.faults,
    ...accessFaults,
    ...(hasInput ? (['invalid_request'] as const) : []),
    ...(body === undefined ? [] : bodyFaultsOf(endpoint.bodyFormats)),
    ...(bytes === undefined ? [] : bytesFaults),
    ...(stream === undefined || stream.limitBytes === null ? [] : (['body_too_large'] as const)),
    'service_unavailable',
    'internal',
  ]);
};
