/** Validation of requests: schemas are compiled once, for the first request of an endpoint, and run for every one. */
import { fault, type Issue } from '@moorgate/errors';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';
import { findUnfitText, pointerStep } from './check-text.ts';
import type { RequestDefinition } from './define-endpoint.ts';
import { hasUnboundedInteger, prepareSchema } from './prepare-schema.ts';
import { propertiesOf, readParams, readQuery } from './read-text.ts';

/** More issues than this help nobody. */
const issuesMax = 20;

/** A request before validation: decoded path parameters, the query without its `?`, and the parsed body. */
export interface RawRequest {
  readonly params: Readonly<Record<string, unknown>>;
  readonly search: string;
  readonly body: unknown;
}

/** A request that its schemas accept; a part without a schema is undefined. */
export interface CheckedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** Checks a request. Throws `invalid_request` with at most 20 issues, whose pointers begin with the part's name. */
export type RequestCheck = (raw: RawRequest) => CheckedRequest;

/** Compiles the schemas of endpoints. */
export interface Validator {
  compile(endpoint: ValidatedEndpoint): RequestCheck;
}

/** What a validator reads of an endpoint. */
export interface ValidatedEndpoint {
  readonly operationId: string;
  readonly path: string;
  readonly request: RequestDefinition;
}

type PartCheck = (value: unknown) => readonly Issue[];

/** The names between braces in the path of an endpoint, in their order. */
export const pathParameters = (path: string): string[] =>
  [...path.matchAll(/\{\+?([^{}+]+)\}/g)].map((match) => match[1] ?? '');

const describe = (error: ErrorObject): string => {
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'required':
      return 'is required';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a known field';
    case 'enum':
      return `must be one of: ${(params['allowedValues'] as unknown[]).map(String).join(', ')}`;
    case 'const':
      return `must be ${String(params['allowedValue'])}`;
    default:
      return error.message ?? `must follow the rule ${error.keyword}`;
  }
};

const toIssue = (error: ErrorObject, part: string): Issue => {
  const params = error.params as Record<string, unknown>;
  const field =
    params['missingProperty'] ?? params['additionalProperty'] ?? params['unevaluatedProperty'];
  const step = typeof field === 'string' ? pointerStep(field) : '';
  return { pointer: part + error.instancePath + step, message: describe(error) };
};

/** The schema's own faults, each once: branches of a union repeat them. */
const toIssues = (errors: readonly ErrorObject[], part: string): readonly Issue[] => {
  const issues = errors.slice(0, 10 * issuesMax).map((error) => toIssue(error, part));
  const byText = new Map(issues.map((issue) => [`${issue.pointer} ${issue.message}`, issue]));
  return [...byText.values()];
};

const checkPart =
  (validate: ValidateFunction, part: string): PartCheck =>
  (value) => {
    const unfit = findUnfitText(value, part);
    if (unfit !== null) return [unfit];
    return validate(value) ? [] : toIssues(validate.errors ?? [], part);
  };

const createAjv = (options: { useDefaults: boolean; validateSchema: boolean }): Ajv2020 => {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictTypes: false,
    strictTuples: false,
    ownProperties: true,
    coerceTypes: false,
    logger: false,
    ...options,
  });
  addFormats.default(ajv);
  return ajv;
};

const assertDefinition = ({ operationId, path, request }: ValidatedEndpoint): void => {
  const inPath = pathParameters(path).sort().join(', ');
  const declared = Object.keys(request.params === undefined ? {} : propertiesOf(request.params));
  if (inPath !== declared.sort().join(', ')) {
    throw new Error(
      `${operationId}: the path names {${inPath}}, its schema {${declared.join(', ')}}`,
    );
  }
  if ([request.body, request.stream, request.bytes].filter(Boolean).length > 1) {
    throw new Error(`${operationId}: its body has a schema, or is read as a stream, or as bytes`);
  }
  for (const [part, schema] of Object.entries(request)) {
    if (!hasUnboundedInteger(schema)) continue;
    throw new Error(`${operationId}: an integer of its ${part} lacks a minimum or a maximum`);
  }
};

/** Most processes are asked for few of their endpoints: what judges one is compiled when it is needed. */
const compileLater = (ajv: Ajv2020, part: string, schema: TSchema | undefined): PartCheck => {
  if (schema === undefined) return () => [];
  let check: PartCheck | undefined;
  return (value) => {
    check ??= checkPart(ajv.compile(prepareSchema(schema)), part);
    return check(value);
  };
};

/** The parts that come as text, as their schemas read them. */
const readTexts = (
  { params, query }: RequestDefinition,
  raw: RawRequest,
): { params: unknown; query: unknown; issues: readonly Issue[] } => {
  const readSearch = query && readQuery(raw.search, query);
  return {
    params: params && readParams(raw.params, params),
    query: readSearch?.fields,
    issues: readSearch?.issues ?? [],
  };
};

/**
 * A validator with two compilers: bodies are judged as they are, parameters and queries are read from text (JSON's spelling
 * of numbers and booleans) and get their defaults. Unknown fields pass unless a schema says `additionalProperties: false`;
 * U+0000, lone surrogates, `__proto__` and bottomless nesting never do. `compile` throws on a definition whose path and
 * parameters differ, or whose request has an integer without bounds; the first request to an endpoint throws on a schema that
 * ajv cannot compile.
 */
export const createValidator = (): Validator => {
  // To judge schemas takes longer than to compile them. They are ours, and a test judges them.
  const bodies = createAjv({ useDefaults: false, validateSchema: false });
  const texts = createAjv({ useDefaults: true, validateSchema: false });
  return {
    compile: (endpoint) => {
      assertDefinition(endpoint);
      const { params, query, body } = endpoint.request;
      const checkParams = compileLater(texts, '/params', params);
      const checkQuery = compileLater(texts, '/query', query);
      const checkBody = compileLater(bodies, '/body', body);

      return (raw) => {
        const readParts = readTexts(endpoint.request, raw);
        const issues = [
          ...checkParams(readParts.params),
          ...readParts.issues,
          ...checkQuery(readParts.query),
          ...checkBody(raw.body),
        ];
        if (issues.length > 0) {
          throw fault('invalid_request', { issues: issues.slice(0, issuesMax) });
        }
        return { params: readParts.params, query: readParts.query, body: body && raw.body };
      };
    },
  };
};

/** For tests: throws for a schema of the requests of an endpoint that is none of JSON Schema 2020-12, or not to be compiled. */
export const assertRequestSchemas = ({ request }: ValidatedEndpoint): void => {
  const ajv = createAjv({ useDefaults: true, validateSchema: true });
  for (const schema of [request.params, request.query, request.body])
    if (schema !== undefined) ajv.compile(prepareSchema(schema));
};

/** Answers what is wrong with a value that we send, by its schema; nothing when it fits. */
export type ReplyValidator = (schema: TSchema, value: unknown) => readonly Issue[];

/** A validator of responses, for tests; pointers begin with `/body`. Each schema is compiled once. */
export const createReplyValidator = (): ReplyValidator => {
  const ajv = createAjv({ useDefaults: false, validateSchema: true });
  const compiled = new Map<TSchema, ValidateFunction>();
  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(prepareSchema(schema));
    compiled.set(schema, validate);
    return validate(value) ? [] : toIssues(validate.errors ?? [], '/body');
  };
};
