/** Shapes of this dialect. */
import { userLevelMax } from '@moorgate/beacons';
import { Type } from 'typebox';

export const ErrorSchema = Type.Object(
  {
    Cause: Type.String({
      description:
        'The area: `auth`, `users`, `beacons`, `aliases`, `applications`, `handlers`, `control`, `docker` or `lighthouse`.',
    }),
    Message: Type.String({ description: 'What is wrong.' }),
  },
  { $id: 'Error' },
);

/** What an engine answered that is no success. */
export const DockerErrorSchema = Type.Object(
  {
    Cause: Type.Optional(Type.Literal('docker')),
    Error: Type.Optional(Type.Literal('docker', { description: 'In the first version.' })),
    Message: Type.String({ description: 'The status and its words: `504 Gateway Timeout`.' }),
    Detail: Type.Optional(
      Type.String({ description: 'What the engine says, at most 4,096 bytes of it.' }),
    ),
  },
  { $id: 'DockerError' },
);

export const ProxyParamsSchema = Type.Object({
  Host: Type.String({
    maxLength: 512,
    description: 'The address of an instance, with its slashes escaped, or its alias.',
  }),
  Endpoint: Type.String({ description: 'A path of the Docker API, with its query.' }),
});

export const LoginSchema = Type.Object({
  Email: Type.String({ description: 'The name of the account.' }),
  Password: Type.String({ maxLength: 1_024 }),
  OneTimeCode: Type.Optional(
    Type.String({ pattern: '^[0-9]{6}$', description: 'For who has a second factor.' }),
  ),
  RecoveryCode: Type.Optional(Type.String({ maxLength: 32, description: 'In its place.' })),
});

export const UserParamsSchema = Type.Object({
  Email: Type.String({ maxLength: 320, description: 'The name of the account.' }),
});

export const NewUserSchema = Type.Object({
  Email: Type.String({ minLength: 1, maxLength: 320 }),
  Password: Type.String({ minLength: 1, maxLength: 1_024 }),
});

const wantedLevels = (description: string) =>
  Type.Optional(
    Type.Record(Type.String(), Type.Integer({ minimum: -userLevelMax, maximum: userLevelMax }), {
      description,
    }),
  );

export const UserChangeSchema = Type.Object({
  AuthLevel: Type.Optional(
    Type.Integer({ minimum: 0, maximum: userLevelMax, description: 'At most one’s own.' }),
  ),
  Password: Type.Optional(Type.String({ minLength: 1, maxLength: 1_024 })),
  Beacons: wantedLevels('Levels by beacon; one below 0 takes the beacon away.'),
  Applications: wantedLevels('The same by the names of applications.'),
});

const levelsByName = (description: string) =>
  Type.Record(Type.String(), Type.Integer({ minimum: 0, maximum: 2 }), { description });

export const UserSchema = Type.Object(
  {
    AuthLevel: Type.Integer({ minimum: 0, maximum: userLevelMax }),
    Permissions: Type.Object({
      Applications: Type.Optional(levelsByName('Left out for whoever has none.')),
      Beacons: levelsByName('By address.'),
    }),
  },
  { $id: 'User' },
);

/** For what would be left without an owner. */
export const ForceSchema = Type.Object({
  force: Type.Boolean({ default: false, description: 'Leaves it without an owner.' }),
});

export const NewBeaconSchema = Type.Object({
  Address: Type.String({
    minLength: 1,
    description: '`host[:port][/prefix]`, perhaps after `https://`.',
  }),
  Token: Type.Optional(Type.String({ description: 'What the beacon asks for; never shown.' })),
  Alias: Type.Optional(Type.String({ minLength: 1, description: 'The address, unless given.' })),
});

export const BeaconParamsSchema = Type.Object({
  Beacon: Type.String({ maxLength: 512, description: 'The address of a beacon, or its alias.' }),
});

export const BeaconUserParamsSchema = Type.Object({
  Beacon: Type.String({ maxLength: 512, description: 'The address of a beacon, or its alias.' }),
  User: Type.String({ maxLength: 320, description: 'The name of an account.' }),
});

export const TokenSchema = Type.String({ description: 'The token that the beacon asks for.' });

export const BeaconSchema = Type.Object(
  { Alias: Type.String(), Address: Type.String() },
  { $id: 'Beacon' },
);

export const InstanceSchema = Type.Object(
  {
    Alias: Type.String(),
    InstanceAddress: Type.String(),
    Name: Type.String(),
    CanAccessDocker: Type.Boolean(),
    BeaconAddress: Type.String(),
  },
  { $id: 'Instance' },
);

export const VmSchema = Type.Object(
  {
    name: Type.Optional(Type.String()),
    address: Type.Optional(Type.String()),
    port: Type.Optional(Type.String()),
    version: Type.Optional(Type.String()),
    canAccessDocker: Type.Boolean(),
  },
  { $id: 'Vm' },
);

export const AliasParamsSchema = Type.Object({
  Alias: Type.String({ maxLength: 512, description: 'The alias.' }),
});

export const AliasedAddressSchema = Type.String({ description: 'The address that it stands for.' });
