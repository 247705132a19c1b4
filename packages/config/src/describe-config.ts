/** A configuration as a table, for the documentation. */
import type { ConfigDefinition, Setting } from './define-config.ts';

/** One row of the table. */
export interface ConfigRow {
  readonly variable: string;
  readonly default: string;
  readonly description: string;
}

/** The rows of a definition, in its order. */
export const describeConfig = (definition: ConfigDefinition): ConfigRow[] =>
  Object.values(definition).map((setting) => ({
    variable: setting.variable,
    default: defaultOf(setting),
    description: descriptionOf(setting),
  }));

const descriptionOf = ({ description, variable, isSecret }: Setting): string =>
  isSecret === true ? `${description} A file may hold it: \`${variable}_FILE\`.` : description;

const defaultOf = ({ default: value, isOptional }: Setting): string => {
  if (value === undefined) return isOptional === true ? '' : '(required)';
  return [value].flat().map(String).join(',');
};
