/** Reads what comes as text, path parameters and query, into the types that a schema asks for. */
import { fault, type Issue } from '@moorgate/errors';
import type { TSchema } from 'typebox';
import { pointerStep } from './check-text.ts';

/** The JSON Schema members that decide how a text is read. */
export interface PropertySchema {
  readonly type?: string;
  readonly items?: PropertySchema;
}

/** Values by name, without a prototype: a parameter may be called `constructor`. */
export type TextFields = Record<string, unknown>;

/** What reading gave: values, and what could not be read. */
export interface ReadText {
  readonly fields: TextFields;
  readonly issues: readonly Issue[];
}

/** The schemas of an object schema's properties, by name. */
export const propertiesOf = (schema: TSchema): Readonly<Record<string, TSchema>> =>
  (schema as { properties?: Record<string, TSchema> }).properties ?? {};

const integerPattern = /^-?(?:0|[1-9]\d*)$/;
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

const readNumber = (text: string, pattern: RegExp): number | string => {
  const value = Number(text);
  return pattern.test(text) && Number.isFinite(value) ? value : text;
};

/**
 * The value of a text under a schema: JSON's spelling of numbers, `true` and `false`. Everything else stays the text that
 * it was, so that validation names the rule; `0x10`, ` 5 `, `Infinity` and the empty text are no numbers.
 */
export const readScalar = (text: string, schema: PropertySchema | undefined): unknown => {
  switch (schema?.type) {
    case 'integer':
      return readNumber(text, integerPattern);
    case 'number':
      return readNumber(text, numberPattern);
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
};

const decode = (text: string): string | null => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
};

/** Pairs of a query in their order; null in place of a pair that is not valid percent-encoded UTF-8. */
const decodePairs = (search: string): ([string, string] | null)[] =>
  search
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=');
      const name = decode(equals < 0 ? part : part.slice(0, equals));
      const value = decode(equals < 0 ? '' : part.slice(equals + 1));
      return name === null || value === null ? null : [name, value];
    });

const groupByName = (pairs: readonly [string, string][]): Map<string, string[]> => {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values === undefined) groups.set(name, [value]);
    else values.push(value);
  }
  return groups;
};

const schemaOf = (schema: TSchema, name: string): PropertySchema | undefined => {
  const properties = propertiesOf(schema);
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
};

const readPairs = (text: string, schema: TSchema, part: string): ReadText => {
  const fields = Object.create(null) as TextFields;
  const issues: Issue[] = [];
  const pairs = decodePairs(text);
  if (pairs.includes(null)) {
    issues.push({ pointer: part, message: 'must be valid percent-encoded UTF-8' });
  }
  for (const [name, values] of groupByName(pairs.filter((pair) => pair !== null))) {
    const property = schemaOf(schema, name);
    if (property?.type === 'array') {
      fields[name] = values.map((value) => readScalar(value, property.items));
    } else if (property !== undefined && values.length > 1) {
      issues.push({ pointer: part + pointerStep(name), message: 'must be given once' });
      fields[name] = readScalar(values[0] ?? '', property);
    } else {
      fields[name] = readScalar(values[0] ?? '', property);
    }
  }
  return { fields, issues };
};

/**
 * Reads a query (without its `?`) as `application/x-www-form-urlencoded`. A parameter whose schema is an array collects
 * its repetitions; any other that the schema knows may be given once. The fields of the answer have no prototype.
 */
export const readQuery = (search: string, schema: TSchema): ReadText =>
  readPairs(search, schema, '/query');

/** Reads a body of `application/x-www-form-urlencoded` as `readQuery` does; throws `invalid_request` where that has issues. */
export const readForm = (text: string, schema: TSchema): TextFields => {
  const { fields, issues } = readPairs(text, schema, '/body');
  if (issues.length > 0) throw fault('invalid_request', { issues });
  return fields;
};

/** Reads decoded path parameters; one of several segments is their list, which slashes join again. The fields of the answer have no prototype. */
export const readParams = (
  params: Readonly<Record<string, unknown>>,
  schema: TSchema,
): TextFields => {
  const fields = Object.create(null) as TextFields;
  for (const [name, value] of Object.entries(params)) {
    const text = Array.isArray(value) ? value.join('/') : String(value);
    fields[name] = readScalar(text, schemaOf(schema, name));
  }
  return fields;
};
