/** A configuration as a table, for the documentation. */
import type { ConfigDefinition } from './define-config.ts';

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
    default:
      setting.default === undefined
        ? setting.isOptional === true
          ? ''
          : '(required)'
        : [setting.default].flat().join(','),
    description: setting.description,
  }));
