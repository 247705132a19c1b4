/** `moorgate device …`: what a device needs to connect. */
import { resolve } from 'node:path';
import { writeDeviceFiles } from '@moorgate/auth';
import { createRekeyPermit } from '@moorgate/devices';
import { type Command, Option } from 'commander';
import { readCliConfig } from '../config.ts';
import { withStore } from '../store.ts';
import { readRunningFile } from '../up/running-file.ts';
import { durationSeconds, keySha256, wholeNumber } from './option-values.ts';
import { dataDirectoryOf, type DataDirOption, withDataDir } from './options.ts';

interface DeviceCreateOptions extends DataDirOption {
  readonly uuid: string;
  readonly out: string;
  readonly gatewayPort?: number;
  readonly production: boolean;
}

const defaultPort = 8443;

/** A URL does not show the port that its scheme stands for. */
const portOf = (url: string): number => Number(new URL(url).port || 443);

interface DevicePermitOptions extends DataDirOption {
  readonly uuid: string;
  readonly keySha256?: string;
  readonly anyKey?: true;
  readonly expires?: number;
  readonly reason?: string;
}

/** Fills `device` with `create` and `permit`. */
export const addDeviceCommands = (device: Command): void => {
  addCreate(device);
  addPermit(device);
};

const addCreate = (device: Command): void => {
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

const addPermit = (device: Command): void => {
  withDataDir(device.command('permit'))
    .description(
      'let a device come back with another key, once, with its history; without a key the only pending one is meant; prints the id of the permit',
    )
    .requiredOption('--uuid <uuid>', 'the identity of the device')
    .option('--key-sha256 <hash>', 'SHA-256 of the new SubjectPublicKeyInfo', keySha256)
    .addOption(new Option('--any-key', 'whichever key comes first').conflicts('keySha256'))
    .option('--expires <duration>', 'when it ends, as in 12h; a day if not said', durationSeconds)
    .option('--reason <text>', 'what the list of permits says')
    .action(async (options: DevicePermitOptions) => {
      const { uuid, anyKey, expires, reason } = options;
      const directory = dataDirectoryOf(options);
      const permit = await withStore(directory, readCliConfig().databaseUrl, (ctx) =>
        createRekeyPermit(ctx, {
          uuid,
          spkiSha256: options.keySha256,
          isForAnyKey: anyKey,
          expiresAt:
            expires === undefined
              ? undefined
              : new Date(ctx.clock.now().getTime() + expires * 1_000),
          reason,
        }),
      );
      process.stdout.write(`${permit.id}\n`);
    });
};
