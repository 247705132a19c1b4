/** Makes a TypeBox schema ready for ajv, and refuses request schemas that leave a number without an end. */
import type { TSchema } from 'typebox';

/** A schema as the JSON object that it is. */
export type JsonSchema = Record<string, unknown>;

/** The pattern under which TypeBox writes the values of a record with arbitrary names. */
const anyName = '^.*$';

const mapValues = (value: unknown, map: (schema: JsonSchema) => JsonSchema): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => mapValues(item, map));
  return typeof value === 'object' && value !== null ? map(value as JsonSchema) : value;
};

/** A record's values move to `additionalProperties`: the pattern does not match a name with a line break in it. */
const closeRecord = (schema: JsonSchema): JsonSchema => {
  const { patternProperties, ...rest } = schema;
  if (typeof patternProperties !== 'object' || patternProperties === null) return schema;
  const { [anyName]: values, ...others } = patternProperties as JsonSchema;
  if (values === undefined || rest['additionalProperties'] !== undefined) return schema;
  const closed = { ...rest, additionalProperties: values };
  return Object.keys(others).length > 0 ? { ...closed, patternProperties: others } : closed;
};

/**
 * The same schema for ajv: without `$id` (a schema that stands in several others would be registered twice), and with
 * records that check the value of every name.
 */
export const prepareSchema = (schema: TSchema): JsonSchema => {
  const prepare = (part: JsonSchema): JsonSchema =>
    closeRecord(
      Object.fromEntries(
        Object.entries(part)
          .filter(([name, value]) => !(name === '$id' && typeof value === 'string'))
          .map(([name, value]) => [name, mapValues(value, prepare)]),
      ),
    );
  return prepare(schema as unknown as JsonSchema);
};

const isUnbounded = (schema: JsonSchema): boolean =>
  schema['type'] === 'integer' &&
  !(
    (Object.hasOwn(schema, 'minimum') || Object.hasOwn(schema, 'exclusiveMinimum')) &&
    (Object.hasOwn(schema, 'maximum') || Object.hasOwn(schema, 'exclusiveMaximum'))
  );

/** True when an integer somewhere in the schema lacks a bound, so that a client could send one that no column holds. */
export const hasUnboundedInteger = (schema: unknown): boolean => {
  if (typeof schema !== 'object' || schema === null) return false;
  if (!Array.isArray(schema) && isUnbounded(schema as JsonSchema)) return true;
  return Object.values(schema).some(hasUnboundedInteger);
};
