/** `moorgate up`: everything on one host. */
import { type ListenAddress, passwordPolicyOf } from '@moorgate/config';
import { type Command, Option } from 'commander';
import { readCliConfig } from '../config.ts';
import { checkAddresses } from '../up/check-addresses.ts';
import { runEverything } from '../up/run-everything.ts';
import { repeated, wholeNumber } from './option-values.ts';
import {
  dataDirectoryOf,
  type DataDirOption,
  listenAddress,
  privateAddress,
  withDataDir,
} from './options.ts';

interface UpOptions extends DataDirOption {
  readonly adminAddr: ListenAddress;
  readonly gatewayAddr: ListenAddress;
  readonly adminMtlsAddr?: ListenAddress;
  readonly adminMetricsAddr?: ListenAddress;
  readonly gatewayMetricsAddr?: ListenAddress;
  readonly dnsName?: string[];
  readonly factory: string;
  readonly gatewayWorkers?: number;
  readonly adminHttps: boolean;
  readonly insecureHttp: boolean;
  readonly json: boolean;
}

/** Gives `up` its options and what it does. */
export const defineUp = (up: Command): void => {
  withDataDir(up)
    .option('--admin-addr <address>', 'where the admin API listens', listenAddress, {
      host: '127.0.0.1',
      port: 8080,
    })
    .option('--gateway-addr <address>', 'where the device gateway listens', listenAddress, {
      host: '127.0.0.1',
      port: 8443,
    })
    .option(
      '--admin-mtls-addr <address>',
      'where the admin API answers clients that show a certificate; nowhere unless given',
      listenAddress,
    )
    .option(
      '--admin-metrics-addr <address>',
      'where the admin API answers /metrics and /readyz, to whoever reaches it; nowhere unless given',
      privateAddress,
    )
    .option(
      '--gateway-metrics-addr <address>',
      'where the gateway answers /metrics and /readyz, to whoever reaches it; nowhere unless given',
      privateAddress,
    )
    .option(
      '--dns-name <name>',
      'a name or IP address that devices reach the gateway by; may be repeated; used when the PKI is made',
      repeated,
    )
    .option('--factory <name>', 'the name of the fleet, in every certificate', 'factory')
    .option(
      '--gateway-workers <count>',
      'processes that serve devices; one for each CPU, four at most, unless given',
      wholeNumber(1, 64),
    )
    .option(
      '--admin-https',
      'let the admin API speak HTTPS on loopback too; beyond loopback it does anyhow',
      false,
    )
    .addOption(
      new Option('--insecure-http', 'let the admin API listen in clear beyond loopback')
        .default(false)
        .conflicts('adminHttps'),
    )
    .option('--json', 'print one line of JSON when both services answer', false)
    .action(async (options: UpOptions) => {
      const config = readCliConfig();
      const { adminAddr, adminMtlsAddr, gatewayAddr } = options;
      const { adminMetricsAddr, gatewayMetricsAddr } = options;
      const addresses = [
        adminAddr,
        adminMtlsAddr,
        gatewayAddr,
        adminMetricsAddr,
        gatewayMetricsAddr,
      ];
      await checkAddresses(addresses.filter((address) => address !== undefined));
      await runEverything({
        ...options,
        directory: dataDirectoryOf(options),
        dnsNames: options.dnsName ?? ['localhost'],
        databaseUrl: config.databaseUrl,
        adminPassword: config.adminPassword,
        passwordPolicy: passwordPolicyOf(config),
        auditCheckpointFile: config.auditCheckpointFile,
      });
    });
};
