/** What the table of configuration shows. */
import { adminApiConfigDefinition } from '@moorgate/admin-api';
import { beaconConfigDefinition } from '@moorgate/beacon-agent';
import type { ConfigDefinition } from '@moorgate/config';
import { containerRegistryConfigDefinition } from '@moorgate/container-registry';
import { deviceGatewayConfigDefinition } from '@moorgate/device-gateway';
import { runnerConfigDefinition } from '@moorgate/runner';

/** A service, and the definition of what it reads. */
export interface ConfiguredService {
  readonly title: string;
  readonly definition: ConfigDefinition;
}

/** The services, in the order of the README. */
export const configuredServices: readonly ConfiguredService[] = [
  { title: 'Admin API', definition: adminApiConfigDefinition },
  { title: 'Device gateway', definition: deviceGatewayConfigDefinition },
  { title: 'Runner', definition: runnerConfigDefinition },
  { title: 'Beacon', definition: beaconConfigDefinition },
  { title: 'Container registry', definition: containerRegistryConfigDefinition },
];
