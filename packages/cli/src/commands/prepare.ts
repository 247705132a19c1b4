/** `moorgate prepare`: what services need that something else starts, containers or systemd. */
import { passwordPolicyOf } from '@moorgate/config';
import type { Command } from 'commander';
import { readCliConfig } from '../config.ts';
import { prepareInstallation, prepareSecrets } from '../prepare/prepare-installation.ts';
import type { Terminal } from '../terminal.ts';
import { repeated } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface PrepareOptions extends DataDirOption {
  readonly dnsName?: string[];
  readonly factory: string;
  readonly onlySecrets: boolean;
}

/** Gives `prepare` its options and what it does. */
export const definePrepare = (prepare: Command, terminal: Terminal): void => {
  withDataDir(prepare)
    .option(
      '--dns-name <name>',
      'a name or IP address that devices and operators reach the services by; may be repeated; used when the PKI is made',
      repeated,
    )
    .option('--factory <name>', 'the name of the fleet, in every certificate', 'factory')
    .option('--only-secrets', 'make no more than the password of the owner of the database', false)
    .action(async (options: PrepareOptions) => {
      const directory = dataDirectoryOf(options);
      if (options.onlySecrets) {
        await prepareSecrets(directory);
        return;
      }
      const config = readCliConfig();
      const password = await prepareInstallation({
        directory,
        databaseUrl: config.databaseUrl,
        adminPassword: config.adminPassword,
        passwordPolicy: passwordPolicyOf(config),
        dnsNames: options.dnsName ?? ['localhost'],
        factory: options.factory,
      });
      terminal.write(`What the services need is in ${directory.root}/services.\n`);
      if (password !== null) terminal.write(forAdministrator(terminal, password));
    });
};

/** A password is for eyes alone: what is no terminal is a log, where it would stay. */
const forAdministrator = ({ columns }: Terminal, password: string): string =>
  columns !== null
    ? `The first administrator is "admin" with the password  ${password}\nIt is shown this once.\n`
    : 'The first administrator is "admin"; "moorgate user reset-password admin" gives it a password.\n';
