/** `moorgate migrate`: the newest schema. */
import type { Command } from 'commander';
import { readCliConfig } from '../config.ts';
import { logInServices, openStore } from '../store.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

/** Gives `migrate` its options and what it does. */
export const defineMigrate = (migrate: Command): void => {
  withDataDir(migrate).action(async (options: DataDirOption) => {
    const directory = dataDirectoryOf(options);
    const store = await openStore(directory, { externalUrl: readCliConfig().databaseUrl });
    try {
      await logInServices(store, directory);
    } finally {
      await store.close();
    }
    process.stdout.write('The database has the newest schema.\n');
  });
};
