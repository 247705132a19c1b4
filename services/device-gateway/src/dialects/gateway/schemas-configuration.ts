/** The bodies of a device's configuration. */
import { type Static, Type } from 'typebox';

const onChanged = (description: string) =>
  Type.Array(Type.String({ maxLength: 4_096 }), { description });

/** The files of a configuration, under the names that devices read. */
export const ConfigSchema = Type.Record(
  Type.String(),
  Type.Object({
    Value: Type.String(),
    Unencrypted: Type.Optional(
      Type.Boolean({
        description: 'Absent for a value that is encrypted to the key of the device.',
      }),
    ),
    OnChanged: Type.Optional(
      onChanged('The handler that is run when the file has changed, and its arguments.'),
    ),
  }),
  { $id: 'Config', description: 'Files by name.' },
);
export type ConfigBody = Static<typeof ConfigSchema>;

/** Files that a device puts into its own layer. */
export const ConfigPatchSchema = Type.Object(
  {
    reason: Type.Optional(Type.String({ maxLength: 200 })),
    files: Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1 }),
        value: Type.String(),
        unencrypted: Type.Optional(Type.Boolean()),
        'on-changed': Type.Optional(
          Type.Union([onChanged('As `OnChanged` of the configuration.'), Type.Null()]),
        ),
      }),
      { maxItems: 1_000 },
    ),
    'public-key': Type.Optional(
      Type.String({
        maxLength: 8_192,
        description:
          'The key that the values are encrypted to: the next key of this device, PEM; or empty.',
      }),
    ),
  },
  { $id: 'ConfigPatch' },
);
export type ConfigPatchBody = Static<typeof ConfigPatchSchema>;
