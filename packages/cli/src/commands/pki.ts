/** `moorgate pki …`: the certificates of an installation. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  createServerCsr,
  initPki,
  pkiFile,
  renewServerCertificate,
  serverCertificateFiles,
  signServerCsr,
} from '@moorgate/auth';
import type { Command } from 'commander';
import { type DataDirectory, makeDataDirectory } from '../data-directory.ts';
import { repeated, wholeNumber } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface NameOptions extends DataDirOption {
  readonly dnsName: string[];
  readonly factory: string;
}

interface SignOptions extends DataDirOption {
  readonly cakey: string;
  readonly cacert: string;
  readonly days: number;
}

const days = wholeNumber(1, 36_500);

/** Fills `pki` with `init`, `csr`, `sign` and `renew`. */
export const addPkiCommands = (pki: Command): void => {
  addInit(pki);
  addCsr(pki);
  addSign(pki);
  addRenew(pki);
};

const withNames = (command: Command): Command =>
  withDataDir(command)
    .requiredOption(
      '--dns-name <name>',
      'a name or IP address that devices reach the gateway by; may be repeated',
      repeated,
    )
    .requiredOption('--factory <name>', 'the name of the fleet, in every certificate');

const directoryToFill = (options: DataDirOption): DataDirectory => {
  const directory = dataDirectoryOf(options);
  makeDataDirectory(directory);
  return directory;
};

const addInit = (pki: Command): void => {
  withNames(pki.command('init'))
    .description('make a root, the certificate of the gateway and a device CA')
    .option('--tls-days <days>', 'validity of the gateway’s certificate', days, 365)
    .option('--ca-days <days>', 'validity of the root and the device CA', days, 7300)
    .action(async (options: NameOptions & { tlsDays: number; caDays: number }) => {
      const { certs } = directoryToFill(options);
      await initPki({
        certsDirectory: certs,
        factory: options.factory,
        dnsNames: options.dnsName,
        serverDays: options.tlsDays,
        caDays: options.caDays,
      });
      process.stdout.write(`${certs}\n`);
    });
};

const addCsr = (pki: Command): void => {
  withNames(pki.command('csr'))
    .description(
      'make the gateway’s key and print a signing request for it, to be signed elsewhere',
    )
    .action(async (options: NameOptions) => {
      const { certs } = directoryToFill(options);
      process.stdout.write(
        await createServerCsr({
          certsDirectory: certs,
          factory: options.factory,
          dnsNames: options.dnsName,
        }),
      );
    });
};

const addSign = (pki: Command): void => {
  withDataDir(pki.command('sign'))
    .description('sign the gateway’s request with a CA')
    .requiredOption('--cakey <file>', 'the key of the CA')
    .requiredOption('--cacert <file>', 'the certificate of the CA')
    .option('--days <days>', 'validity', days, 365)
    .action(async (options: SignOptions) => {
      const { certs } = dataDirectoryOf(options);
      await signServerCsr({
        certsDirectory: certs,
        caKeyPath: resolve(options.cakey),
        caCertificatePath: resolve(options.cacert),
        days: options.days,
      });
      process.stdout.write(`${certs}/tls.pem\n`);
    });
};

const addRenew = (pki: Command): void => {
  withDataDir(pki.command('renew'))
    .description(
      'issue the certificates of the gateway and of the admin API anew, with the same names and keys; running services take them up',
    )
    .option('--days <days>', 'validity', days, 365)
    .action(async (options: DataDirOption & { days: number }) => {
      const { certs } = dataDirectoryOf(options);
      for (const file of serverCertificateFiles) {
        if (file !== pkiFile.serverCertificate && !existsSync(join(certs, file))) continue;
        await renewServerCertificate({ certsDirectory: certs, file, days: options.days });
        process.stdout.write(`${certs}/${file}\n`);
      }
    });
};
