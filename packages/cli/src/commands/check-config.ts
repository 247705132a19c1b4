/** `moorgate check-config`: whether a service would start with this environment. */
import { adminApiConfigDefinition } from '@moorgate/admin-api';
import { beaconConfigDefinition } from '@moorgate/beacon-agent';
import { type ConfigDefinition, ConfigError } from '@moorgate/config';
import { deviceGatewayConfigDefinition } from '@moorgate/device-gateway';
import { containerRegistryConfigDefinition } from '@moorgate/container-registry';
import { runnerConfigDefinition } from '@moorgate/runner';
import type { Command } from 'commander';
import { checkEnvironment, cliConfigDefinition } from '../config.ts';

const definitions: Readonly<Record<string, ConfigDefinition>> = {
  moorgate: cliConfigDefinition,
  'admin-api': adminApiConfigDefinition,
  'device-gateway': deviceGatewayConfigDefinition,
  runner: runnerConfigDefinition,
  beacon: beaconConfigDefinition,
  'container-registry': containerRegistryConfigDefinition,
};

/** Gives `check-config` its argument and what it does. */
export const defineCheckConfig = (command: Command): void => {
  command
    .argument('[service]', `one of ${Object.keys(definitions).join(', ')}`, 'moorgate')
    .action((service: string) => {
      checkConfig(service);
      process.stdout.write(`The configuration of ${service} can be used.\n`);
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
