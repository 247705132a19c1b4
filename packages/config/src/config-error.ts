/** The error of a configuration that cannot be used. */

/** The configuration cannot be used; `problems` has one sentence for each wrong variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
