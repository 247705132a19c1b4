/** `moorgate migrate`, `check-config` and `doctor`. */
import { adminApiConfigDefinition } from '@moorgate/admin-api';
import { type ConfigDefinition, ConfigError } from '@moorgate/config';
import { deviceGatewayConfigDefinition } from '@moorgate/device-gateway';
import type { Command } from 'commander';
import { checkEnvironment, cliConfigDefinition, readCliConfig } from '../config.ts';
import { examine } from '../doctor/examine.ts';
import { logInServices, openStore } from '../store.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

const definitions: Readonly<Record<string, ConfigDefinition>> = {
  moorgate: cliConfigDefinition,
  'admin-api': adminApiConfigDefinition,
  'device-gateway': deviceGatewayConfigDefinition,
};

/** Adds the three commands. */
export const addDatabaseCommands = (root: Command): void => {
  withDataDir(root.command('migrate'))
    .description('bring the database to the newest schema, and let the services log in')
    .action(async (options: DataDirOption) => {
      const directory = dataDirectoryOf(options);
      const store = await openStore(directory, { externalUrl: readCliConfig().databaseUrl });
      try {
        await logInServices(store, directory);
      } finally {
        await store.close();
      }
      process.stdout.write('The database has the newest schema.\n');
    });

  root
    .command('check-config')
    .description(
      'read the configuration of the command line or of a service from the environment, and say what is wrong',
    )
    .argument('[service]', `one of ${Object.keys(definitions).join(', ')}`, 'moorgate')
    .action((service: string) => {
      checkConfig(service);
      process.stdout.write(`The configuration of ${service} can be used.\n`);
    });

  withDataDir(root.command('doctor'))
    .description(
      'look at the data directory, the certificates and the database, and say what is wrong',
    )
    .action(async (options: DataDirOption) => {
      const findings = await examine(dataDirectoryOf(options), readCliConfig().databaseUrl);
      for (const finding of findings)
        process.stdout.write(`${finding.isGood ? 'good' : 'BAD '}  ${finding.sentence}\n`);
      const bad = findings.filter((finding) => !finding.isGood).length;
      if (bad > 0) throw new Error(bad === 1 ? 'one finding is bad' : `${bad} findings are bad`);
    });
};

const checkConfig = (service: string): void => {
  const definition = Object.hasOwn(definitions, service) ? definitions[service] : undefined;
  if (definition === undefined)
    throw new ConfigError([
      `there is no service ${service}; there are ${Object.keys(definitions).join(', ')}`,
    ]);
  checkEnvironment(definition);
};
