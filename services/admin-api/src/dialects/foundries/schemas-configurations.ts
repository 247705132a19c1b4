/** The wire shapes of configurations. */
import { type Static, Type } from 'typebox';
import {
  deviceQueryFields,
  DeviceParamsSchema,
  FactoryParamsSchema,
  flagField,
  nextField,
  pageFields,
} from './schemas.ts';

/** A file of a configuration. */
export const ConfigFileSchema = Type.Object(
  {
    name: Type.String(),
    value: Type.String({
      description:
        'As it was sent. Empty for a file of a factory or a group that is not `unencrypted`: such values are not shown.',
    }),
    unencrypted: Type.Boolean(),
    'on-changed': Type.Optional(
      Type.Array(Type.String(), { description: 'The handler and its arguments.' }),
    ),
  },
  { $id: 'ConfigFile' },
);
export type ConfigFileBody = Static<typeof ConfigFileSchema>;

const configFields = {
  'created-at': Type.String({ description: 'RFC 3339.' }),
  'applied-at': Type.Union([Type.String(), Type.Null()], {
    description: 'When the device was given it; null where another revision is what it has.',
  }),
  reason: Type.String(),
  files: Type.Array(ConfigFileSchema),
};

/** A revision of a configuration. */
export const ConfigSchema = Type.Object(
  { ...configFields, 'created-by': Type.String() },
  { $id: 'Config' },
);
export type ConfigBody = Static<typeof ConfigSchema>;

/** The revision that a change has led to. */
export const ChangedConfigSchema = Type.Object(configFields, { $id: 'ChangedConfig' });
export type ChangedConfigBody = Static<typeof ChangedConfigSchema>;

/** The history of a configuration. */
export const ConfigListSchema = Type.Object(
  {
    config: Type.Array(ConfigSchema, { description: 'The newest first, which is in force.' }),
    total: Type.Integer(),
    ...nextField,
  },
  { $id: 'ConfigList' },
);

const WantedFileSchema = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 255 }),
  value: Type.String(),
  unencrypted: Type.Optional(Type.Boolean()),
  'on-changed': Type.Optional(
    Type.Union([Type.Array(Type.String({ maxLength: 4_096 }), { maxItems: 20 }), Type.Null()]),
  ),
});

/** A change of a configuration. */
export const ConfigChangeSchema = Type.Object(
  {
    reason: Type.Optional(Type.String({ maxLength: 1_000 })),
    files: Type.Optional(
      Type.Union([Type.Array(WantedFileSchema, { maxItems: 1_000 }), Type.Null()]),
    ),
  },
  { $id: 'ConfigChange' },
);
export type ConfigChangeBody = Static<typeof ConfigChangeSchema>;

const force = {
  force: flagField('sent by clients that have checked nothing; the rules are the same.'),
};

/** What the operations on each of the layers take. */
export const layerRequests = {
  Device: {
    params: DeviceParamsSchema,
    fileParams: Type.Object({ ...DeviceParamsSchema.properties, file: Type.String() }),
    query: Type.Object({ ...deviceQueryFields, ...force }),
    listQuery: Type.Object({ ...deviceQueryFields, ...pageFields }),
  },
  Factory: {
    params: FactoryParamsSchema,
    fileParams: Type.Object({ ...FactoryParamsSchema.properties, file: Type.String() }),
    query: Type.Object(force),
    listQuery: Type.Object(pageFields),
  },
  Group: {
    params: Type.Object({ ...FactoryParamsSchema.properties, group: Type.String() }),
    fileParams: Type.Object({
      ...FactoryParamsSchema.properties,
      group: Type.String(),
      file: Type.String(),
    }),
    query: Type.Object(force),
    listQuery: Type.Object(pageFields),
  },
} as const;
