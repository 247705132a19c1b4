/** The wire shapes of factories, their people and their status. */
import { type Static, Type } from 'typebox';
import { FactoryParamsSchema } from './schemas.ts';

/** The factories that there are. */
export const FactoryListSchema = Type.Array(
  Type.Object({ name: Type.String(), 'reposerver-id': Type.String() }),
);

/** Somebody, under their id. */
export const UserSchema = Type.Object(
  {
    'polis-id': Type.String({ description: 'The name of the account.' }),
    name: Type.String(),
    role: Type.String({ description: '`owner`, `admin` or `member`.' }),
  },
  { $id: 'FactoryUser' },
);
export type UserBody = Static<typeof UserSchema>;

const teamFields = { name: Type.String(), description: Type.String() };

/** A team: a role. */
export const TeamSchema = Type.Object(teamFields, { $id: 'Team' });

/** A team, with what it gives and to whom. */
export const TeamDetailsSchema = Type.Object(
  {
    ...teamFields,
    scopes: Type.Array(Type.String({ description: 'With the name of the factory before it.' })),
    groups: Type.Array(
      Type.String({ description: 'The groups of devices that it is for; none for every device.' }),
    ),
    members: Type.Array(UserSchema),
  },
  { $id: 'TeamDetails' },
);
export type TeamDetailsBody = Static<typeof TeamDetailsSchema>;

/** Somebody, with what they may do. */
export const UserDetailsSchema = Type.Object(
  {
    ...UserSchema.properties,
    'teams-ext': Type.Array(TeamDetailsSchema),
    'effective-scopes': Type.Array(Type.String()),
  },
  { $id: 'FactoryUserDetails' },
);
export type UserDetailsBody = Static<typeof UserDetailsSchema>;

/** One user. */
export const UserParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  user: Type.String({ description: 'The id of a user; `self` for whoever asks.' }),
});

/** One team. */
export const TeamParamsSchema = Type.Object({
  ...FactoryParamsSchema.properties,
  team: Type.String(),
});

const numbers = {
  'devices-total': Type.Integer(),
  'devices-online': Type.Integer(),
  'devices-on-latest': Type.Integer(),
  'devices-on-orphan': Type.Integer(),
};

const TagStatusSchema = Type.Object(
  {
    name: Type.String({ description: 'Empty for devices that report no tag.' }),
    ...numbers,
    'latest-target': Type.Integer(),
    targets: Type.Array(
      Type.Object({
        version: Type.Integer(),
        devices: Type.Integer(),
        'is-orphan': Type.Boolean(),
      }),
    ),
    'device-groups': Type.Array(Type.Object({ name: Type.String(), ...numbers })),
  },
  { $id: 'TagStatus' },
);
export type TagStatusBody = Static<typeof TagStatusSchema>;

/** How far the devices of a factory are. */
export const StatusSchema = Type.Object(
  {
    'total-devices': Type.Integer(),
    tags: Type.Array(TagStatusSchema),
    'prod-tags': Type.Array(TagStatusSchema),
    'wave-tags': Type.Array(TagStatusSchema),
  },
  { $id: 'FactoryStatus' },
);
export type StatusBody = Static<typeof StatusSchema>;

/** Since when a device counts as offline. */
export const StatusQuerySchema = Type.Object({
  'offline-threshold': Type.Optional(
    Type.Integer({ minimum: 0, maximum: 100_000, description: 'Hours; 4 unless said.' }),
  ),
});

/** Addresses in the VPN of a factory. */
export const VpnAddressesSchema = Type.Array(
  Type.Object({ name: Type.String(), ip: Type.String(), enabled: Type.Boolean() }),
);
