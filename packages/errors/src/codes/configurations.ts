/** Configurations. */
import type { CatalogueEntry } from '../catalogue-entry.ts';

export const configurations = {
  group_not_found: {
    kind: 'not_found',
    title: 'There is no such group of devices.',
    remedy:
      'A group exists while a device is in it, and once it has a configuration or somebody has made it.',
  },
  factory_not_found: {
    kind: 'not_found',
    title: 'There is no such factory.',
    remedy: '`GET /ota/factories/` shows the name of the factory of this installation.',
  },
  device_group_exists: {
    kind: 'conflict',
    title: 'There is a group of devices of this name.',
    remedy: 'Choose another name.',
  },
  device_group_in_use: {
    kind: 'conflict',
    title: 'The group of devices is in use.',
    remedy:
      'Put its devices into another group first; take its name from roles, revoke tokens that are limited to it, and close its rollouts. `detail` says what it is.',
  },
  configuration_file_not_found: {
    kind: 'not_found',
    title: 'The configuration has no file of this name.',
    remedy: 'The newest entry of its history shows the names.',
  },
  configuration_not_found: {
    kind: 'not_found',
    title: 'This layer has no such revision.',
    remedy: 'The history lists the revisions; old ones that no device has any more are not kept.',
  },
  configuration_archive_invalid: {
    kind: 'invalid',
    title: 'The archive holds no configurations of this installation.',
    remedy:
      'It has `factory/`, `group/<name>/` and `device/<uuid>/`, each with a `.journal` and the contents that it names; `detail` says what is wrong where. Nothing was changed.',
  },
  configuration_file_not_allowed: {
    kind: 'forbidden',
    title: 'A device may not add this file to its own configuration.',
    remedy:
      'A device sends the actions that it offers, its key for a VPN, and files that are there already.',
  },
} as const satisfies Record<string, CatalogueEntry>;
