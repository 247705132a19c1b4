/** The schemas of an OpenAPI document: those with an `$id` stand once, and are referred to. */
import type { TSchema } from 'typebox';
import type { JsonSchema } from './prepare-schema.ts';

/** Collects named schemas while a document is made. */
export interface SchemaComponents {
  /** The schema as it stands at its place: a reference, if it has an `$id`. */
  refer(schema: TSchema): JsonSchema;
  /** Every schema referred to so far, by name, sorted. */
  schemas(): JsonSchema;
}

/** Starts an empty collection. `refer` throws when two different schemas have the same `$id`. */
export const createComponents = (): SchemaComponents => {
  const named = new Map<string, JsonSchema>();

  const convertMembers = (schema: JsonSchema): JsonSchema =>
    Object.fromEntries(Object.entries(schema).map(([name, value]) => [name, convert(value)]));

  const register = ({ $id, ...schema }: JsonSchema): JsonSchema => {
    const name = String($id);
    const converted = convertMembers(schema);
    const known = named.get(name);
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(converted)) {
      throw new Error(`two different schemas have the $id ${name}`);
    }
    named.set(name, converted);
    return { $ref: `#/components/schemas/${name}` };
  };

  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    const schema = value as JsonSchema;
    return typeof schema['$id'] === 'string' ? register(schema) : convertMembers(schema);
  };

  return {
    refer: (schema) => convert(schema) as JsonSchema,
    schemas: () => Object.fromEntries([...named].sort(([one], [other]) => (one < other ? -1 : 1))),
  };
};
