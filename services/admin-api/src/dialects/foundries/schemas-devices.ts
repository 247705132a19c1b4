/** The wire shapes of devices. */
import { UuidSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { AppsStateSchema } from './schemas-reports.ts';
import { ConfigSchema } from './schemas-configurations.ts';
import { DeviceGroupSchema } from './schemas-device-groups.ts';
import {
  ChangeMetaSchema,
  factoryField,
  flagField,
  momentField,
  nextField,
  pageFields,
} from './schemas.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

const NetworkSchema = Type.Object({
  hostname: Type.String(),
  local_ipv4: Type.String(),
  mac: Type.String(),
});

const identityFields = {
  uuid: UuidSchema,
  name: Type.String({ description: 'Its name; its UUID where it has none.' }),
  owner: Type.String({ description: 'The id of a user; empty for nobody. It gives no right.' }),
  factory: Type.String(),
};

const stateFields = {
  'last-seen': momentField,
  'ostree-hash': Type.String(),
  'target-name': Type.String(),
  tag: Type.String(),
  'device-tags': Type.Array(Type.String()),
  'docker-apps': Type.Array(Type.String()),
  'network-info': nullable(NetworkSchema),
  'up-to-date': Type.Boolean({ description: 'It runs the latest target of its tag.' }),
  status: Type.String({ description: '`OK`, or what it reported last of an update under way.' }),
  'current-update': Type.String({ description: 'The id of that update; empty for none.' }),
  'is-prod': Type.Boolean(),
  'is-wave': Type.Boolean(),
  'public-key': Type.String({ description: 'PEM; empty without one.' }),
  'created-at': momentField,
  'change-meta': ChangeMetaSchema,
};

/** A line of the list of devices. */
export const ListedDeviceSchema = Type.Object(
  { ...identityFields, 'device-group': Type.String(), ...stateFields },
  { $id: 'ListedDevice' },
);
export type ListedDeviceBody = Static<typeof ListedDeviceSchema>;

const EcuSchema = Type.Object({
  serial: Type.String(),
  'target-name': Type.String(),
  'hardware-id': Type.String(),
});

/** One device. */
export const DeviceSchema = Type.Object(
  {
    ...identityFields,
    ...stateFields,
    group: nullable(DeviceGroupSchema),
    'hardware-info': Type.Unknown({ description: 'JSON as the device sent it; null for none.' }),
    'aktualizr-toml': Type.String(),
    'active-config': Type.Optional(ConfigSchema),
    'secondary-ecus': Type.Array(EcuSchema),
    'apps-state': nullable(AppsStateSchema),
  },
  { $id: 'Device' },
);
export type DeviceBody = Static<typeof DeviceSchema>;

const totals = {
  page: Type.Integer(),
  pages: nullable(Type.Integer()),
  limit: Type.Integer(),
  total: nullable(
    Type.Integer({
      description: 'Null where a filter keeps it from being known without a look at everything.',
    }),
  ),
  ...nextField,
};

/** A page of devices. */
export const DeviceListSchema = Type.Object(
  { devices: Type.Array(ListedDeviceSchema), ...totals },
  { $id: 'DeviceList' },
);

/** An entry of the denied list. */
export const DeniedDeviceSchema = Type.Object(identityFields, { $id: 'DeniedDevice' });
export type DeniedDeviceBody = Static<typeof DeniedDeviceSchema>;

/** A page of the denied list. */
export const DeniedListSchema = Type.Object(
  { devices: Type.Array(DeniedDeviceSchema), ...totals },
  { $id: 'DeniedList' },
);

/** Which devices, in which order, and which page of them. */
export const DeviceListQuerySchema = Type.Object({
  ...factoryField,
  ...pageFields,
  group: Type.Optional(Type.String({ description: 'Devices of this group.' })),
  match_tag: Type.Optional(
    Type.String({ description: 'Devices that last reported this tag, alone or among others.' }),
  ),
  mine: flagField('devices whose owner is whoever asks.'),
  name: Type.Optional(
    Type.String({ maxLength: 200, description: 'A shell pattern for the name, as in `pump-*`.' }),
  ),
  prod: Type.Optional(
    Type.String({
      pattern: '^[01]$',
      description: '`1`: devices for production, `0`: all others.',
    }),
  ),
  sortby: Type.Optional(
    Type.String({
      pattern: '^-?(?:name|last_seen)(?:,-?(?:name|last_seen))*$',
      description:
        '`name`, `last_seen`, each with `-` before it for the opposite; of several the first counts. By owner, then by name, unless said.',
    }),
  ),
  target_name: Type.Optional(
    Type.String({ description: 'Devices that last reported this target.' }),
  ),
  uuid: Type.Optional(UuidSchema),
});
export type DeviceListQuery = Static<typeof DeviceListQuerySchema>;

/** A change of a device: exactly one of these. */
export const DeviceChangeSchema = Type.Object(
  {
    name: Type.Optional(Type.String({ description: 'Another name.' })),
    owner: Type.Optional(Type.String({ description: 'The id of another user.' })),
    group: Type.Optional(Type.String({ description: 'A group that there is; empty for none.' })),
  },
  { $id: 'DeviceChange', additionalProperties: false, minProperties: 1, maxProperties: 1 },
);
