/** The wire shapes of configurations, with the field names of existing tools. */
import { agentSettingsFile, configurationLimits, reasonPattern } from '@moorgate/configurations';
import { CursorSchema, UnixSecondsSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

const fileFields = {
  Value: Type.String({ description: 'The content, or what it is encrypted to; in base64 then.' }),
  Unencrypted: Type.Optional(
    Type.Boolean({
      description:
        'Without it the value is encrypted to the key of the device, and passed on untouched.',
    }),
  ),
};

const reason = Type.String({
  maxLength: configurationLimits.reasonBytes,
  pattern: reasonPattern,
  description: 'Why; shown in the history.',
});

/** What a layer is to hold. */
export const ConfigurationChangeSchema = Type.Object(
  {
    Files: Type.Optional(
      Type.Union([
        Type.Record(
          Type.String({ minLength: 1 }),
          Type.Object(
            {
              ...fileFields,
              OnChanged: Type.Optional(
                Type.Union([Type.Array(Type.String({ maxLength: 4_096 })), Type.Null()]),
              ),
            },
            { additionalProperties: false },
          ),
        ),
        Type.Null(),
      ]),
    ),
    Reason: Type.Optional(reason),
    CreatedAt: Type.Optional({ ...UnixSecondsSchema, description: 'Ignored.' }),
    CreatedBy: Type.Optional(Type.String({ description: 'Ignored.' })),
  },
  {
    $id: 'ConfigurationChange',
    additionalProperties: false,
    description: `At most ${configurationLimits.files.toLocaleString('en')} files and ${configurationLimits.bytes / 1_048_576} MiB. A file may be in a folder; \`${agentSettingsFile}\` is TOML.`,
  },
);
export type ConfigurationChangeBody = Static<typeof ConfigurationChangeSchema>;

/** The revision that is put in force again. */
export const ConfigurationRevertSchema = Type.Object(
  {
    Revision: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
    Reason: Type.Optional(reason),
  },
  { $id: 'ConfigurationRevert', additionalProperties: false },
);

const ConfigurationFileSchema = Type.Object(
  {
    ...fileFields,
    OnChanged: Type.Optional(
      Type.Array(Type.String(), {
        description: 'The handler that the device runs when the file changes, and its arguments.',
      }),
    ),
  },
  { $id: 'ConfigurationFile' },
);

const filesSchema = Type.Record(Type.String(), ConfigurationFileSchema);

const revisionFields = {
  Reason: Type.Optional(Type.String({ description: 'Absent where none was given.' })),
  CreatedAt: UnixSecondsSchema,
  CreatedBy: Type.String(),
  Revision: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }),
};

/** A revision of a layer. */
export const ConfigurationSchema = Type.Object(
  {
    ...revisionFields,
    Files: Type.Optional(filesSchema),
  },
  { $id: 'Configuration' },
);
export type ConfigurationBody = Static<typeof ConfigurationSchema>;

const goTrue = ['1', 't', 'T', 'TRUE', 'true', 'True'] as const;
const goFalse = ['0', 'f', 'F', 'FALSE', 'false', 'False'] as const;

/** Which page of a history, and whether with the files. */
export const HistoryQuerySchema = Type.Object({
  limit: Type.Integer({
    minimum: -2_147_483_648,
    maximum: 10,
    default: 10,
    description: 'Below 1 it is 10.',
  }),
  'show-files': Type.Union(
    [...goTrue, ...goFalse].map((text) => Type.Literal(text)),
    { default: 'false' },
  ),
  cursor: Type.Optional(CursorSchema),
});

/** True for each way in which existing tools write so. */
export const isTrue = (text: string): boolean => (goTrue as readonly string[]).includes(text);

/** What a device was last given, and where it came from. */
export const AppliedConfigurationSchema = Type.Object(
  {
    Files: filesSchema,
    AppliedAt: UnixSecondsSchema,
    AuditTrail: Type.Array(
      Type.Object({
        CreatedAt: Type.Optional(UnixSecondsSchema),
        CreatedBy: Type.Optional(Type.String()),
        Reason: Type.Optional(Type.String()),
        Auxiliary: Type.Optional(
          Type.String({ description: 'The group, or the UUID of the device.' }),
        ),
      }),
      {
        minItems: 3,
        maxItems: 3,
        description: 'The layers of the factory, the group and the device; empty for none.',
      },
    ),
  },
  { $id: 'AppliedConfiguration' },
);
export type AppliedConfigurationBody = Static<typeof AppliedConfigurationSchema>;

const layerName = Type.Union([
  Type.Literal('factory'),
  Type.Literal('group'),
  Type.Literal('device'),
]);

/** What a device is given when it asks now. */
export const EffectiveConfigurationSchema = Type.Object(
  {
    Files: Type.Record(
      Type.String(),
      Type.Object({
        ...ConfigurationFileSchema.properties,
        From: Type.Array(layerName, {
          description: 'The layer that it comes from; several for a file that was joined of them.',
        }),
      }),
    ),
    Layers: Type.Array(
      Type.Object({
        ...revisionFields,
        Layer: layerName,
        Group: Type.Optional(Type.String()),
      }),
    ),
  },
  { $id: 'EffectiveConfiguration' },
);
export type EffectiveConfigurationBody = Static<typeof EffectiveConfigurationSchema>;
