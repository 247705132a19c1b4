/** The responses of an operation in an OpenAPI document. */
import { describeError, type ErrorCode } from '@moorgate/errors';
import type { TSchema } from 'typebox';
import type { AccessDescription } from './access.ts';
import { type DocumentedEndpoint, faultsOf } from './common-faults.ts';
import type { ResponseDefinition } from './define-endpoint.ts';
import type { MannersDescription } from './describe-manners.ts';
import { contentOf } from './media-types.ts';
import type { SchemaComponents } from './openapi-schemas.ts';
import { statusOf } from './problem.ts';
import { ProblemSchema } from './schemas.ts';

type OpenApiObject = Record<string, unknown>;

/** The form in which a dialect answers errors. */
export interface FaultForm {
  /** The status of a code, as the dialect renders it. */
  statusOf(code: ErrorCode): number;
  /** The body by media type; null for a text that no schema describes. An empty object says that there is no body. */
  readonly content: Readonly<Record<string, TSchema | null>>;
}

/** The part of an endpoint that says what it answers. */
interface AnsweringEndpoint extends DocumentedEndpoint {
  readonly responses: Readonly<Record<number, ResponseDefinition>>;
}

/** What the answers of an endpoint have beside what it declares. */
export interface ResponseSurroundings {
  readonly access: AccessDescription;
  readonly manners: MannersDescription | undefined;
  /** Problem details (RFC 9457) unless said. */
  readonly faultForm: FaultForm | undefined;
}

const headersOf = (manners: MannersDescription | undefined): OpenApiObject => ({
  'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' },
  ...manners?.headers,
});

/** Bytes have a media type and no schema (OpenAPI 3.1, Considerations for File Uploads). */
const describeContent = (
  components: SchemaComponents,
  content: Readonly<Record<string, TSchema | null>>,
): OpenApiObject => {
  const described = Object.entries(content).map(([mediaType, schema]) => [
    mediaType,
    schema === null ? {} : { schema: components.refer(schema) },
  ]);
  return described.length === 0 ? {} : { content: Object.fromEntries(described) as OpenApiObject };
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
    ...describeContent(components, contentOf(response)),
  };
};

/** Problem details, narrowed to the codes of one status. */
const describeProblem = (
  components: SchemaComponents,
  codes: readonly ErrorCode[],
): OpenApiObject => {
  const narrowed = { type: 'object', properties: { code: { enum: codes } } };
  const schema = { allOf: [components.refer(ProblemSchema), narrowed] };
  return { content: { 'application/problem+json': { schema } } };
};

/** One response for the codes of one status. */
const faultResponse = (
  components: SchemaComponents,
  codes: readonly ErrorCode[],
  { manners, faultForm }: ResponseSurroundings,
): OpenApiObject => {
  const lines = codes.map((code) => `- \`${code}\`: ${describeError(code).title}`);
  return {
    description: lines.join('\n'),
    headers: headersOf(manners),
    ...(faultForm === undefined
      ? describeProblem(components, codes)
      : describeContent(components, faultForm.content)),
  };
};

const faultResponses = (
  components: SchemaComponents,
  codes: ReadonlySet<ErrorCode>,
  surroundings: ResponseSurroundings,
): Record<string, OpenApiObject> => {
  const statusIn =
    surroundings.faultForm?.statusOf ?? ((code: ErrorCode) => statusOf(describeError(code).kind));
  const byStatus = Map.groupBy([...codes].sort(), (code) => statusIn(code));
  return Object.fromEntries(
    [...byStatus].map(([status, members]) => [
      status,
      faultResponse(components, members, surroundings),
    ]),
  );
};

type Content = Readonly<Record<string, OpenApiObject>>;

/** Either schema; whatever comes, where one of the two says nothing. */
const joinMedia = (own: OpenApiObject | undefined, added: OpenApiObject): OpenApiObject => {
  if (own === undefined || JSON.stringify(own) === JSON.stringify(added)) return added;
  if (own['schema'] === undefined || added['schema'] === undefined) return {};
  return { schema: { anyOf: [own['schema'], added['schema']] } };
};

const joinContent = (own: Content, added: Content): OpenApiObject => {
  const joined = Object.entries(added).map(([type, media]) => [type, joinMedia(own[type], media)]);
  return { ...own, ...(Object.fromEntries(joined) as OpenApiObject) };
};

/** A status that an endpoint has by itself and by what surrounds it gets either content. */
const join = (own: OpenApiObject | undefined, added: OpenApiObject): OpenApiObject => {
  if (own === undefined) return added;
  const { content } = added as { readonly content?: Content };
  if (content === undefined) return own;
  return { ...own, content: joinContent((own['content'] ?? {}) as Content, content) };
};

/** Every response of an endpoint by status: what it declares, what its manners add, and its faults. */
export const responsesOf = (
  components: SchemaComponents,
  endpoint: AnsweringEndpoint,
  surroundings: ResponseSurroundings,
): OpenApiObject => {
  const { access, manners } = surroundings;
  const codes = faultsOf(endpoint, [...access.faults, ...(manners?.faults ?? [])]);
  const responses: Record<string, OpenApiObject> = Object.fromEntries(
    Object.entries(endpoint.responses).map((entry) => [
      entry[0],
      successOf(components, entry, manners),
    ]),
  );
  for (const [status, added] of Object.entries(manners?.responses ?? {})) {
    const described = { ...added, headers: headersOf(manners) };
    responses[status] = join(responses[status], described);
  }
  for (const [status, fault] of Object.entries(faultResponses(components, codes, surroundings)))
    responses[status] = join(responses[status], fault);
  return responses;
};
