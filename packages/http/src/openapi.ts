/** OpenAPI 3.1 documents, from the same values that route, validate and authorise. */
import type { ErrorCode } from '@moorgate/errors';
import type { TSchema } from 'typebox';
import { stringify } from 'yaml';
import type { AccessDescription } from './access.ts';
import type { BodyFormat, RequestDefinition, ResponseDefinition } from './define-endpoint.ts';
import { type MannersDescription, mannersComponents } from './describe-manners.ts';
import { type FaultForm, responsesOf } from './openapi-responses.ts';
import { createComponents, type SchemaComponents } from './openapi-schemas.ts';
import { propertiesOf } from './read-text.ts';
import { defaultBodyLimitBytes } from './read-body.ts';
import { mediaTypesOfFormat } from './read-formatted-body.ts';

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
  readonly bodyFormats?: readonly BodyFormat[];
  readonly bodyLimitBytes?: number;
}

/** What a document is made of. */
export interface OpenApiOptions<A, E extends DescribedEndpoint<A> = DescribedEndpoint<A>> {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly servers: readonly { readonly url: string; readonly description?: string }[];
  readonly endpoints: readonly E[];
  /** What each tag of the endpoints is about, in the order of the document. */
  readonly tags: Readonly<Record<string, string>>;
  /** Security Scheme Objects by name. */
  readonly securitySchemes: Readonly<Record<string, object>>;
  /** How an endpoint's access stands in the document. */
  describeAccess(access: A): AccessDescription;
  /** How errors are answered; as problem details (RFC 9457) unless said. */
  readonly faultForm?: FaultForm;
  /** What the manners of the dialect add, where it has any. */
  describeManners?(endpoint: E): MannersDescription;
}

/** A JSON object of the document. */
export type OpenApiObject = Record<string, unknown>;

const methodOrder = ['get', 'head', 'post', 'put', 'patch', 'delete'];

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

/** An empty body is one without fields, where formats are named; so it is enough where no field is required. */
const isBodyRequired = ({ request, bodyFormats }: DescribedEndpoint<unknown>): boolean => {
  const { required = [] } = (request.body ?? {}) as { readonly required?: readonly string[] };
  if (request.bytes?.mayBeEmpty === true) return false;
  return bodyFormats === undefined || required.length > 0;
};

/** The media types of a body that is read whole; null for none. */
const wholeBodyOf = (
  components: SchemaComponents,
  { request: { body, bytes }, bodyFormats = ['json'] }: DescribedEndpoint<unknown>,
): OpenApiObject | null => {
  if (body !== undefined) {
    const schema = components.refer(body);
    const types = bodyFormats.map((format) => [mediaTypesOfFormat[format][0], { schema }]);
    return Object.fromEntries(types) as OpenApiObject;
  }
  return bytes === undefined ? null : { [bytes.mediaType]: {} };
};

const requestBodyOf = <A>(
  components: SchemaComponents,
  endpoint: DescribedEndpoint<A>,
  manners: MannersDescription | undefined,
): OpenApiObject => {
  const { bodyLimitBytes } = endpoint;
  const { stream } = endpoint.request;
  if (stream !== undefined) {
    const { mediaType, limitBytes } = stream;
    return {
      requestBody: { ...manners?.requestBody, required: true, content: { [mediaType]: {} } },
      ...(limitBytes === null ? {} : { 'x-body-limit-bytes': limitBytes }),
    };
  }
  const content = wholeBodyOf(components, endpoint);
  if (content === null) return {};
  return {
    requestBody: { ...manners?.requestBody, required: isBodyRequired(endpoint), content },
    'x-body-limit-bytes': bodyLimitBytes ?? defaultBodyLimitBytes,
  };
};

const lastEventIdParameter: OpenApiObject = {
  name: 'Last-Event-ID',
  in: 'header',
  required: false,
  description: 'The `id` of the event that the client got last; the stream goes on behind it.',
  schema: { type: 'string' },
};

const operationOf = <A, E extends DescribedEndpoint<A>>(
  components: SchemaComponents,
  options: OpenApiOptions<A, E>,
  endpoint: E,
): OpenApiObject => {
  const { request, description } = endpoint;
  const access = options.describeAccess(endpoint.access);
  const manners = options.describeManners?.(endpoint);
  const parameters = [
    ...parametersOf(components, 'path', request.params),
    ...parametersOf(components, 'query', request.query),
    ...(request.subscription === true ? [lastEventIdParameter] : []),
    ...(manners?.parameters ?? []),
  ];
  return {
    operationId: endpoint.operationId,
    summary: endpoint.summary,
    ...(description === undefined ? {} : { description }),
    tags: [endpoint.tag],
    ...access.extensions,
    security: access.security,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...requestBodyOf(components, endpoint, manners),
    responses: responsesOf(components, endpoint, {
      access,
      manners,
      faultForm: options.faultForm,
    }),
  };
};

const pathsOf = <A, E extends DescribedEndpoint<A>>(
  components: SchemaComponents,
  options: OpenApiOptions<A, E>,
): OpenApiObject => {
  const byPath = Map.groupBy(options.endpoints, ({ path }) => path);
  return Object.fromEntries(
    [...byPath]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([path, endpoints]) => {
        const operations = endpoints
          .map((endpoint) => ({ method: endpoint.method.toLowerCase(), endpoint }))
          .sort((one, other) => methodOrder.indexOf(one.method) - methodOrder.indexOf(other.method))
          .map(({ method, endpoint }) => [method, operationOf(components, options, endpoint)]);
        // OpenAPI has no notation for a parameter of several segments.
        return [path.replace('{+', '{'), Object.fromEntries(operations) as OpenApiObject];
      }),
  );
};

const assertTags = <A, E extends DescribedEndpoint<A>>({
  endpoints,
  tags,
}: OpenApiOptions<A, E>): void => {
  const unknown = endpoints.find(({ tag }) => !Object.hasOwn(tags, tag));
  if (unknown === undefined) return;
  throw new Error(`${unknown.operationId}: its tag ${unknown.tag} has no description`);
};

/**
 * The OpenAPI 3.1 document of some endpoints. Schemas with an `$id` become components of that name; each error status is a
 * problem schema narrowed to its codes; access is shown by `describeAccess`. The same input gives the same document, member
 * order included. Throws when two different schemas share an `$id`, and when a tag lacks its description.
 */
export const emitOpenApi = <A, E extends DescribedEndpoint<A>>(
  options: OpenApiOptions<A, E>,
): OpenApiObject => {
  const components = createComponents();
  const manners = options.describeManners === undefined ? null : mannersComponents;
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
        ...manners?.headers,
      },
      ...(manners === null ? {} : { parameters: manners.parameters }),
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
