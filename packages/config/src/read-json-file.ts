/** Settings that are too many for variables: a file of JSON, checked as a whole. */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { Static, TSchema } from 'typebox';
import { ConfigError } from './config-error.ts';

const ajv = addFormats.default(new Ajv({ allErrors: true, strict: false, validateSchema: false }));

/**
 * Reads a file of JSON and checks it against its schema. Throws `ConfigError` with every problem at once: each names the
 * file and the place in it, and never what stands there, which may be a secret.
 */
export const readJsonFile = <const S extends TSchema>(path: string, schema: S): Static<S> => {
  const value = parse(path);
  const validate = ajv.compile<Static<S>>(schema);
  if (validate(value)) return value;
  const problems = (validate.errors ?? []).map(
    (error) => `${path}: ${placeOf(error)} ${ruleOf(error)}`,
  );
  throw new ConfigError([...new Set(problems)]);
};

const parse = (path: string): unknown => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigError([`${path} cannot be read (${code})`]);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message would quote the file.
    throw new ConfigError([`${path} is not well-formed JSON`]);
  }
};

const placeOf = ({ instancePath }: ErrorObject): string =>
  instancePath === '' ? 'the file' : instancePath;

const ruleOf = ({ message = 'is wrong', params }: ErrorObject): string => {
  const { allowedValues, additionalProperty } = params as {
    allowedValues?: readonly unknown[];
    additionalProperty?: string;
  };
  if (allowedValues !== undefined) return `must be one of ${allowedValues.join(', ')}`;
  return additionalProperty === undefined ? message : `has no member ${additionalProperty}`;
};
