/** OpenAPI 3.1 documents, from the same values that route, validate and authorise. */
import { describeError, type ErrorCode } from '@moorgate/errors';
import type { TSchema } from 'typebox';
import { stringify } from 'yaml';
import type { AccessDescription } from './access.ts';
import { faultsOf } from './common-faults.ts';
import type { RequestDefinition, ResponseDefinition } from './define-endpoint.ts';
import { createComponents, type SchemaComponents } from './openapi-schemas.ts';
import { statusOf } from './problem.ts';
import { propertiesOf } from './read-text.ts';
import { defaultBodyLimitBytes } from './read-body.ts';
import { ProblemSchema } from './schemas.ts';

/** What a document says of an endpoint; `A` is its form of access. */
export interface DescribedEndpoint<A> {
  readonly operationId: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly access: A;
  readonly request: RequestDefinition;
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
  readonly faults: readonly ErrorCode[];
  readonly bodyLimitBytes?: number;
}

/** What a document is made of. */
export interface OpenApiOptions<A> {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
  readonly endpoints: readonly DescribedEndpoint<A>[];
  /** What each tag of the endpoints is about, in the order of the document. */
  readonly tags: Readonly<Record<string, string>>;
  /** Security Scheme Objects by name. */
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** How an endpoint's access stands in the document. */
  describeAccess(access: A): AccessDescription;
}

/** A JSON object of the document. */
export type OpenApiObject = Record<string, unknown>;

const methodOrder = ['get', 'head', 'post', 'put', 'patch', 'delete'];

const requestIdHeader = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };

const parametersOf = (
  components: SchemaComponents,
  place: 'path' | 'query',
  schema: TSchema | undefined,
): OpenApiObject[] => {
  if (schema === undefined) return [];
  const required = (schema as { required?: readonly string[] }).required ?? [];
  return Object.entries(propertiesOf(schema)).map(([name, property]) => {
    const { description, ...rest } = components.refer(property);
    return {
      name,
      in: place,
      required:
        place === 'path' || (required.includes(name) && !Object.hasOwn(property, 'default')),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
};

const isText = (schema: TSchema): boolean => (schema as { type?: unknown }).type === 'string';

/** Bytes have a media type and no schema (OpenAPI 3.1, Considerations for File Uploads). */
const contentOf = (
  components: SchemaComponents,
  { schema, streams }: ResponseDefinition,
): OpenApiObject => {
  if (streams !== undefined) return { content: { [streams]: {} } };
  if (schema === undefined) return {};
  const mediaType = isText(schema) ? 'text/plain' : 'application/json';
  return { content: { [mediaType]: { schema: components.refer(schema) } } };
};

const successOf = (components: SchemaComponents, response: ResponseDefinition): OpenApiObject => {
  const headers = Object.entries(response.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return {
    description: response.description,
    headers: { ...requestIdHeader, ...(Object.fromEntries(headers) as OpenApiObject) },
    ...contentOf(components, response),
  };
};

/** One response for the codes of one status: problem details, narrowed to these codes. */
const faultResponse = (
  components: SchemaComponents,
  codes: readonly ErrorCode[],
): OpenApiObject => {
  const lines = codes.map((code) => `- \`${code}\`: ${describeError(code).title}`);
  const narrowed = { type: 'object', properties: { code: { enum: codes } } };
  const schema = { allOf: [components.refer(ProblemSchema), narrowed] };
  return {
    description: lines.join('\n'),
    headers: requestIdHeader,
    content: { 'application/problem+json': { schema } },
  };
};

const faultResponses = (
  components: SchemaComponents,
  codes: ReadonlySet<ErrorCode>,
): OpenApiObject => {
  const byStatus = Map.groupBy([...codes].sort(), (code) => statusOf(describeError(code).kind));
  return Object.fromEntries(
    [...byStatus].map(([status, members]) => [status, faultResponse(components, members)]),
  );
};

const requestBodyOf = <A>(
  components: SchemaComponents,
  { request, bodyLimitBytes }: DescribedEndpoint<A>,
): OpenApiObject => {
  const { stream } = request;
  if (stream !== undefined) {
    const { mediaType, limitBytes } = stream;
    return {
      requestBody: { required: true, content: { [mediaType]: {} } },
      ...(limitBytes === null ? {} : { 'x-body-limit-bytes': limitBytes }),
    };
  }
  if (request.body === undefined) return {};
  const content = { 'application/json': { schema: components.refer(request.body) } };
  return {
    requestBody: { required: true, content },
    'x-body-limit-bytes': bodyLimitBytes ?? defaultBodyLimitBytes,
  };
};

const responsesOf = <A>(
  components: SchemaComponents,
  endpoint: DescribedEndpoint<A>,
  access: AccessDescription,
): OpenApiObject => {
  const faults = faultResponses(components, faultsOf(endpoint, access.faults));
  const successes = Object.entries(endpoint.responses).map(([status, response]) => [
    status,
    successOf(components, response),
  ]);
  return { ...faults, ...(Object.fromEntries(successes) as OpenApiObject) };
};

const operationOf = <A>(
  components: SchemaComponents,
  endpoint: DescribedEndpoint<A>,
  access: AccessDescription,
): OpenApiObject => {
  const { request, description } = endpoint;
  const parameters = [
    ...parametersOf(components, 'path', request.params),
    ...parametersOf(components, 'query', request.query),
  ];
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    ...(description === undefined ? {} : { description }),
    tags: [endpoint.tag],
    ...access.extensions,
    security: access.security,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBodyOf(components, endpoint),
    responses: responsesOf(components, endpoint, access),
  };
};

const pathsOf = <A>(components: SchemaComponents, options: OpenApiOptions<A>): OpenApiObject => {
  const byPath = Map.groupBy(options.endpoints, ({ path }) => path);
  return Object.fromEntries(
    [...byPath]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, endpoints]) => {
        const operations = endpoints
          .map((endpoint) => ({ method: endpoint.method.toLowerCase(), endpoint }))
          .sort((one, other) => methodOrder.indexOf(one.method) - methodOrder.indexOf(other.method))
          .map(({ method, endpoint }) => [
            method,
            operationOf(components, endpoint, options.describeAccess(endpoint.access)),
          ]);
        return [path, Object.fromEntries(operations) as OpenApiObject];
      }),
  );
};

const assertTags = <A>({ endpoints, tags }: OpenApiOptions<A>): void => {
  const unknown = endpoints.find(({ tag }) => !Object.hasOwn(tags, tag));
  if (unknown === undefined) return;
  throw new Error(`${unknown.operationId}: its tag ${unknown.tag} has no description`);
};

/**
 * The OpenAPI 3.1 document of some endpoints. Schemas with an `$id` become components of that name; each error status is a
 * problem schema narrowed to its codes; access is shown by `describeAccess`. The same input gives the same document, member
 * order included. Throws when two different schemas share an `$id`, and when a tag lacks its description.
 */
export const emitOpenApi = <A>(options: OpenApiOptions<A>): OpenApiObject => {
  const components = createComponents();
  const paths = pathsOf(components, options);
  assertTags(options);
  return {
    openapi: '3.1.0',
    info: {
      title: options.title,
      version: options.version,
      description: options.description,
      license: { name: 'Apache License 2.0', identifier: 'Apache-2.0' },
    },
    servers: options.servers,
    tags: Object.entries(options.tags).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      headers: {
        'X-Request-Id': {
          description:
            'The id of this request: the client’s own, if it is acceptable, else a new one.',
          schema: { type: 'string' },
        },
      },
      ...(Object.keys(options.securitySchemes).length > 0
        ? { securitySchemes: options.securitySchemes }
        : {}),
      schemas: components.schemas(),
    },
  };
};

/** The document as YAML 1.2, always in the same bytes: no folding, no anchors, a line break at the end. */
export const toYaml = (document: OpenApiObject): string =>
  stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
