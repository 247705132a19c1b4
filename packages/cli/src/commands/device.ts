/** `moorgate device …`: what a device needs to connect. */
import { resolve } from 'node:path';
import { writeDeviceFiles } from '@moorgate/auth';
import type { Command } from 'commander';
import {
  dataDirectoryOf,
  type DataDirOption,
  type ListenAddress,
  listenAddress,
  withDataDir,
} from './options.ts';

interface DeviceCreateOptions extends DataDirOption {
  readonly uuid: string;
  readonly out: string;
  readonly gatewayAddr: ListenAddress;
  readonly production: boolean;
}

/** Adds `device create`. */
export const addDeviceCommands = (root: Command): void => {
  const device = root.command('device').description('devices of the fleet');
  withDataDir(device.command('create'))
    .description('issue a certificate and write the files that a device has: root.crt, client.pem, pkey.pem, sota.toml')
    .requiredOption('--uuid <uuid>', 'the identity of the device')
    .requiredOption('--out <directory>', 'where the files go; none that exists is overwritten')
    .option('--gateway-addr <address>', 'the port of the gateway is taken from it', listenAddress, {
      host: '127.0.0.1',
      port: 8443,
    })
    .option('--production', 'mark the certificate as one of a production device', false)
    .action(async (options: DeviceCreateOptions) => {
      const directory = dataDirectoryOf(options);
      await writeDeviceFiles({
        certsDirectory: directory.certs,
        outDirectory: resolve(options.out),
        uuid: options.uuid,
        gatewayPort: options.gatewayAddr.port,
        isProduction: options.production,
      });
      process.stdout.write(`${resolve(options.out)}\n`);
    });
};
