/** The definition of a service's configuration: each setting once, for reading it and for documenting it. */
import type { Static, TSchema } from 'typebox';

/** One setting, read from one environment variable. */
export interface Setting<S extends TSchema = TSchema> {
  /** `MOORGATE_…`, or `DATABASE_URL`. */
  readonly variable: string;
  /** Lists are comma separated in the variable; numbers and booleans (`true`, `false`) are text there. */
  readonly schema: S;
  /** One sentence for the operator, with the unit. */
  readonly description: string;
  /** The value without the variable. A setting without a default, and not optional, must be set. */
  readonly default?: Static<S>;
  readonly isOptional?: boolean;
  /**
   * The value must not be shown, not even in a complaint about it; it may stand in a file that the variable with `_FILE`
   * behind its name names.
   */
  readonly isSecret?: boolean;
}

export type ConfigDefinition = Readonly<Record<string, Setting>>;

/** The frozen object that a definition is read into. Optional settings without a value are `undefined`. */
export type Config<D extends ConfigDefinition> = {
  readonly [K in keyof D]: D[K] extends { isOptional: true }
    ? Static<D[K]['schema']> | undefined
    : Static<D[K]['schema']>;
};

/** Checks a definition's types; returns it unchanged. */
export const defineConfig = <const D extends ConfigDefinition>(definition: D): D => definition;
