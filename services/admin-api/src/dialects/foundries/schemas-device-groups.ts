/** The wire shapes of groups of devices. */
import { type Static, Type } from 'typebox';
import { ChangeMetaSchema, FactoryParamsSchema } from './schemas.ts';

/** A group of devices. */
export const DeviceGroupSchema = Type.Object(
  {
    id: Type.Integer(),
    name: Type.String(),
    description: Type.String(),
    'change-meta': ChangeMetaSchema,
  },
  { $id: 'DeviceGroup' },
);
export type DeviceGroupBody = Static<typeof DeviceGroupSchema>;

/** The groups of a factory. */
export const DeviceGroupListSchema = Type.Object({ groups: Type.Array(DeviceGroupSchema) });

/** The path parameters of a group. */
export const DeviceGroupParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  group: Type.String(),
});

/** A group that is to be made. */
export const NewDeviceGroupSchema = Type.Object(
  { name: Type.String(), description: Type.Optional(Type.String()) },
  { $id: 'NewDeviceGroup' },
);

/** A change of a group; what is left out stays. */
export const DeviceGroupChangeSchema = Type.Object(
  { name: Type.Optional(Type.String()), description: Type.Optional(Type.String()) },
  { $id: 'DeviceGroupChange', minProperties: 1 },
);
