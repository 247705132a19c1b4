/** A compose file held against the schema of the Compose Specification. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import composeSpec from './schema/compose-spec.json' with { type: 'json' };
import { below, fieldsOf, note, type Place } from './place.ts';

let compiled: ValidateFunction | undefined;

/** Compiled when the first file comes: the schema is large, and few have such files. */
const validator = (): ValidateFunction => {
  // The name of the dialect that it is written in is one that the library does not know.
  compiled ??= new Ajv({ strict: false, validateFormats: false }).compile(
    Object.fromEntries(Object.entries(composeSpec).filter(([name]) => name !== '$schema')),
  );
  return compiled;
};

const depthOf = ({ instancePath }: ErrorObject): number => instancePath.split('/').length;

/** A pointer of JSON as a place in the file. */
const placeAt = (root: Place, value: unknown, pointer: string): Place => {
  let place = root;
  let inner: unknown = value;
  for (const segment of pointer.split('/').slice(1)) {
    const name = segment.replaceAll('~1', '/').replaceAll('~0', '~');
    place = below(place, Array.isArray(inner) ? Number(name) : name);
    inner = Array.isArray(inner) ? (inner as unknown[])[Number(name)] : fieldsOf(inner)[name];
  }
  return place;
};

/** Of alternatives that all fail, the one that came furthest says most. */
const describe = (errors: readonly ErrorObject[]): string => {
  const rules = errors
    .filter(({ keyword }) => keyword !== 'oneOf' && keyword !== 'anyOf')
    .map(({ message = 'is wrong', params }) => {
      const { additionalProperty: extra, allowedValues: allowed } = params as {
        readonly additionalProperty?: string;
        readonly allowedValues?: readonly string[];
      };
      if (extra !== undefined) return `must not have the key ${extra.slice(0, 100)}`;
      return allowed === undefined ? message : `must be one of ${allowed.join(', ')}`;
    });
  return [...new Set(rules)].join(', or ');
};

/** Notes the first thing that the specification does not allow. */
export const checkSchema = (value: unknown, place: Place): void => {
  const validate = validator();
  if (validate(value)) return;
  const errors = validate.errors ?? [];
  const depth = Math.max(...errors.map(depthOf));
  const furthest = errors.filter((error) => depthOf(error) === depth);
  const [{ instancePath } = { instancePath: '' }] = furthest;
  note(
    placeAt(place, value, instancePath),
    describe(furthest.filter((error) => error.instancePath === instancePath)),
  );
};
