/** The responses of an operation in an OpenAPI document. */
import { describeError, type ErrorCode } from '@moorgate/errors';
import type { AccessDescription } from './access.ts';
import { faultsOf } from './common-faults.ts';
import type { RequestDefinition, ResponseDefinition } from './define-endpoint.ts';
import type { MannersDescription } from './describe-manners.ts';
import { mediaTypeOf } from './media-types.ts';
import type { SchemaComponents } from './openapi-schemas.ts';
import { statusOf } from './problem.ts';
import { ProblemSchema } from './schemas.ts';

type OpenApiObject = Record<string, unknown>;

/** The part of an endpoint that says what it answers. */
interface AnsweringEndpoint {
  readonly request: RequestDefinition;
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
  readonly faults: readonly ErrorCode[];
}

/** What the answers of an endpoint have beside what it declares. */
export interface ResponseSurroundings {
  readonly access: AccessDescription;
  readonly manners: MannersDescription | undefined;
}

const headersOf = (manners: MannersDescription | undefined): OpenApiObject => ({
  'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
  ...manners?.headers,
});

/** Bytes have a media type and no schema (OpenAPI 3.1, Considerations for File Uploads). */
const contentOf = (components: SchemaComponents, response: ResponseDefinition): OpenApiObject => {
  const { schema } = response;
  const mediaType = mediaTypeOf(response);
  if (mediaType === null) return {};
  const described = schema === undefined ? {} : { schema: components.refer(schema) };
  return { content: { [mediaType]: described } };
};

const isTagged = (status: string): boolean => status === '200' || status === '201';

const successOf = (
  components: SchemaComponents,
  [status, response]: readonly [string, ResponseDefinition],
  manners: MannersDescription | undefined,
): OpenApiObject => {
  const headers = Object.entries(response.headers ?? {}).map(([name, description]) => [
    name,
    { description, schema: { type: 'string' } },
  ]);
  return {
    description: response.description,
    headers: {
      ...headersOf(manners),
      ...(isTagged(status) && response.schema !== undefined ? manners?.successHeaders : {}),
      ...(Object.fromEntries(headers) as OpenApiObject),
    },
    ...contentOf(components, response),
  };
};

/** One response for the codes of one status: problem details, narrowed to these codes. */
const faultResponse = (
  components: SchemaComponents,
  codes: readonly ErrorCode[],
  manners: MannersDescription | undefined,
): OpenApiObject => {
  const lines = codes.map((code) => `- \`${code}\`: ${describeError(code).title}`);
  const narrowed = { type: 'object', properties: { code: { enum: codes } } };
  const schema = { allOf: [components.refer(ProblemSchema), narrowed] };
  return {
    description: lines.join('\n'),
    headers: headersOf(manners),
    content: { 'application/problem+json': { schema } },
  };
};

const faultResponses = (
  components: SchemaComponents,
  codes: ReadonlySet<ErrorCode>,
  manners: MannersDescription | undefined,
): OpenApiObject => {
  const byStatus = Map.groupBy([...codes].sort(), (code) => statusOf(describeError(code).kind));
  return Object.fromEntries(
    [...byStatus].map(([status, members]) => [status, faultResponse(components, members, manners)]),
  );
};

const schemaOf = (response: OpenApiObject): unknown =>
  (response['content'] as Record<string, OpenApiObject> | undefined)?.['application/json']?.[
    'schema'
  ];

/** A status that the endpoint and its manners both have gets either schema. */
const join = (own: OpenApiObject | undefined, added: OpenApiObject): OpenApiObject => {
  if (own === undefined) return added;
  const anyOf = [schemaOf(own), schemaOf(added)];
  return { ...own, content: { 'application/json': { schema: { anyOf } } } };
};

/** Every response of an endpoint by status: its faults, what its manners add, and its successes. */
export const responsesOf = (
  components: SchemaComponents,
  endpoint: AnsweringEndpoint,
  { access, manners }: ResponseSurroundings,
): OpenApiObject => {
  const codes = faultsOf(endpoint, [...access.faults, ...(manners?.faults ?? [])]);
  const successes: Record<string, OpenApiObject> = Object.fromEntries(
    Object.entries(endpoint.responses).map((entry) => [
      entry[0],
      successOf(components, entry, manners),
    ]),
  );
  for (const [status, added] of Object.entries(manners?.responses ?? {})) {
    const described = { ...added, headers: headersOf(manners) };
    successes[status] = join(successes[status], described);
  }
  return { ...faultResponses(components, codes, manners), ...successes };
};
