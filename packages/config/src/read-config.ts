/** Reads a configuration from the environment: all of it, or every reason why not. */
import { Ajv, type ErrorObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { TSchema } from 'typebox';
import { ConfigError } from './config-error.ts';
import type { Config, ConfigDefinition, Setting } from './define-config.ts';

const ajv = addFormats.default(new Ajv({ allErrors: true, coerceTypes: true, strict: false }));

/**
 * Reads every setting of the definition from `environment`, checks it against its schema and freezes the result. An empty
 * variable counts as not set. Throws `ConfigError` with all problems at once; the value of a secret is never in it.
 */
export const readConfig = <D extends ConfigDefinition>(
  definition: D,
  environment: Readonly<Record<string, string | undefined>>,
): Config<D> => {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(definition)) {
    const text = environment[setting.variable];
    if (text === undefined || text === '') {
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
