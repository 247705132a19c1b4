/** `moorgate device …`: what a device needs to connect. */
import { resolve } from 'node:path';
import { writeDeviceFiles } from '@moorgate/auth';
import type { Command } from 'commander';
import { readRunningFile } from '../up/running-file.ts';
import { dataDirectoryOf, type DataDirOption, wholeNumber, withDataDir } from './options.ts';

interface DeviceCreateOptions extends DataDirOption {
  readonly uuid: string;
  readonly out: string;
  readonly gatewayPort?: number;
  readonly production: boolean;
}

const defaultPort = 8443;

/** A URL does not show the port that its scheme stands for. */
const portOf = (url: string): number => Number(new URL(url).port || 443);

/** Adds `device create`. */
export const addDeviceCommands = (root: Command): void => {
  const device = root.command('device').description('devices of the fleet');
  withDataDir(device.command('create'))
    .description(
      'issue a certificate and write the files that a device has: root.crt, client.pem, pkey.pem, sota.toml',
    )
    .requiredOption('--uuid <uuid>', 'the identity of the device')
    .requiredOption('--out <directory>', 'where the files go; none that exists is overwritten')
    .option(
      '--gateway-port <port>',
      'the port that devices reach the gateway by; that of the gateway that runs, else 8443',
      wholeNumber(1, 65_535),
    )
    .option('--production', 'mark the certificate as one of a production device', false)
    .action(async (options: DeviceCreateOptions) => {
      const directory = dataDirectoryOf(options);
      const running = readRunningFile(directory);
      const runningPort = running === null ? defaultPort : portOf(running.gatewayUrl);
      await writeDeviceFiles({
        certsDirectory: directory.certs,
        outDirectory: resolve(options.out),
        uuid: options.uuid,
        gatewayPort: options.gatewayPort ?? runningPort,
        isProduction: options.production,
      });
      process.stdout.write(`${resolve(options.out)}\n`);
    });
};
