/** What the command line takes from the environment. */
import {
  type Config,
  type ConfigDefinition,
  databasePasswordSetting,
  defineConfig,
  joinDatabasePassword,
  passwordSettings,
  readConfig,
  type Setting,
} from '@moorgate/config';
import { Type } from 'typebox';

export const cliConfigDefinition = defineConfig({
  databaseUrl: {
    variable: 'DATABASE_URL',
    schema: Type.String({ pattern: '^postgres(ql)?://' }),
    description:
      'PostgreSQL 15 to 18, as the owner of the schema. Without it an embedded server keeps its data in the data directory.',
    isOptional: true,
    isSecret: true,
  },
  databasePassword: databasePasswordSetting,
  dataDirectory: {
    variable: 'MOORGATE_DATA_DIR',
    schema: Type.String(),
    description: 'The data directory, unless `--data-dir` names it.',
    isOptional: true,
  },
  auditCheckpointFile: {
    variable: 'MOORGATE_AUDIT_CHECKPOINT_FILE',
    schema: Type.String({ minLength: 1 }),
    description:
      'Where checkpoints of the audit chain are appended, and read by `moorgate audit verify`; `audit-checkpoints.ndjson` in the data directory unless given.',
    isOptional: true,
  },
  adminPassword: {
    variable: 'MOORGATE_ADMIN_PASSWORD',
    schema: Type.String({ minLength: 1 }),
    description:
      'The password of the first administrator, used on the first start only. Without it one is made and printed once.',
    isOptional: true,
    isSecret: true,
  },
  ...passwordSettings,
});

/** The password of the database stands in its address by then. */
export type CliConfig = Omit<Config<typeof cliConfigDefinition>, 'databasePassword'>;

/** Checks what a service would read from this environment. Throws `ConfigError`. */
export const checkEnvironment = (definition: ConfigDefinition): void => {
  readConfig(definition, process.env);
};

/**
 * Variables of PostgreSQL's own tools that say who connects and where, as PGPASSWORD does: they are the operator's, and
 * would fill in what the address of a service leaves out. How TLS is done, as in PGSSLMODE, holds for services too.
 */
const isOfPostgresTools = (variable: string): boolean => /^PG(?!SSL)[A-Z]+$/.test(variable);

/**
 * The environment that services inherit: all of ours but the secrets that are meant for the command line alone, and what
 * the operator has set for tools of PostgreSQL.
 */
export const inheritedEnvironment = (): NodeJS.ProcessEnv => {
  const environment = { ...process.env };
  for (const setting of Object.values<Setting>(cliConfigDefinition))
    if (setting.isSecret === true)
      for (const variable of [setting.variable, `${setting.variable}_FILE`])
        delete environment[variable];
  for (const variable of Object.keys(environment))
    if (isOfPostgresTools(variable)) delete environment[variable];
  return environment;
};

/** Whether the operator has set one of the variables, which the services then inherit. */
export const isInEnvironment = (...variables: readonly string[]): boolean =>
  variables.some((variable) => (process.env[variable] ?? '') !== '');

/** Reads it. Throws `ConfigError`. */
export const readCliConfig = (): CliConfig =>
  joinDatabasePassword(readConfig(cliConfigDefinition, process.env));
