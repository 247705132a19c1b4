/** Reads a configuration from the environment: all of it, or every reason why not. */
import { readFileSync } from 'node:fs';
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';
import { ConfigError } from './config-error.ts';
import type { Config, ConfigDefinition, Setting } from './define-config.ts';

const ajv = addFormats.default(
  new Ajv({ allErrors: true, coerceTypes: true, strict: false, validateSchema: false }),
);

/**
 * Reads every setting of the definition from `environment`, checks it against its schema and freezes the result. An empty
 * variable counts as not set. A secret may stand in a file instead, which the variable with `_FILE` behind its name names.
 * Throws `ConfigError` with all problems at once; the value of a secret is never in it.
 */
export const readConfig = <D extends ConfigDefinition>(
  definition: D,
  environment: Environment,
): Config<D> => {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(definition)) {
    const { text = '', problem } = textOf(setting, environment);
    if (problem !== undefined) {
      problems.push(problem);
      continue;
    }
    if (text === '') {
      if (setting.default === undefined && setting.isOptional !== true)
        problems.push(`${setting.variable} is not set: ${setting.description}`);
      values[name] = setting.default;
      continue;
    }
    const parsed = parse(setting, text);
    problems.push(...parsed.problems);
    values[name] = parsed.value;
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(values) as Config<D>;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** What the variable says, or the file in its place; one newline at the end of a file is none of the secret. */
const textOf = (
  setting: Setting,
  environment: Environment,
): { text?: string; problem?: string } => {
  const { variable, isSecret = false } = setting;
  const direct = environment[variable] ?? '';
  const path = isSecret ? (environment[`${variable}_FILE`] ?? '') : '';
  if (path === '') return { text: direct };
  if (direct !== '') return { problem: `${variable} and ${variable}_FILE are both set` };
  try {
    return { text: readFileSync(path, 'utf8').replace(/\r?\n$/, '') };
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    return { problem: `${variable}_FILE names ${path}, which cannot be read (${code})` };
  }
};

const isList = (schema: TSchema): boolean => (schema as { type?: unknown }).type === 'array';

const parse = (setting: Setting, text: string): { value: unknown; problems: string[] } => {
  const holder = {
    value: isList(setting.schema) ? text.split(',').map((item) => item.trim()) : text,
  };
  const validate = ajv.compile({ type: 'object', properties: { value: setting.schema } });
  if (validate(holder)) return { value: holder.value, problems: [] };
  const shown = setting.isSecret === true ? '' : ` (it is ${JSON.stringify(text)})`;
  const rules = (validate.errors ?? []).map(ruleOf).join(', ');
  return { value: undefined, problems: [`${setting.variable} ${rules}${shown}`] };
};

const ruleOf = (error: ErrorObject): string => {
  const allowed = (error.params as { allowedValues?: readonly unknown[] }).allowedValues;
  return allowed === undefined
    ? (error.message ?? 'is wrong')
    : `must be one of ${allowed.join(', ')}`;
};
