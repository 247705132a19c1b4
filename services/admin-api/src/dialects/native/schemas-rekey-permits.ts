/** The wire shapes of permits to come back with another key. */
import { rekeyPermitStates } from '@moorgate/devices';
import { CursorSchema, oneOf, PageSizeSchema, UnixSecondsSchema, UuidSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';
import { DeviceParamsSchema, neverSeconds, sha256Text } from './schemas-devices.ts';

/** The path parameters of one permit. */
export const RekeyPermitParamsSchema = Type.Object({
  ...DeviceParamsSchema.properties,
  id: Type.String({ description: 'The id of a permit.' }),
});

/** Which page of the permits of a device. */
export const RekeyPermitListQuerySchema = Type.Object({
  limit: PageSizeSchema,
  cursor: Type.Optional(CursorSchema),
});

/** For which key, why, and how long. */
export const RekeyPermitRequestSchema = Type.Object(
  {
    'spki-sha256': Type.Optional({
      ...sha256Text,
      description:
        'SHA-256 of the SubjectPublicKeyInfo of the new key, in hexadecimal. Without it the only pending key is taken.',
    }),
    'any-key': Type.Optional(
      Type.Boolean({ description: 'True: whichever key comes first. Not together with a key.' }),
    ),
    'expires-at': Type.Optional({
      ...UnixSecondsSchema,
      description: 'Unix seconds, at most 30 days ahead; a day from now if not said.',
    }),
    reason: Type.Optional(
      Type.String({
        pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$',
        maxLength: 500,
        description: 'Shown in the list of permits.',
      }),
    ),
  },
  { $id: 'RekeyPermitRequest', additionalProperties: false },
);

const hashOrNull = (description: string) => Type.Union([sha256Text, Type.Null()], { description });

/** A permit. */
export const RekeyPermitSchema = Type.Object(
  {
    id: UuidSchema,
    state: oneOf(rekeyPermitStates),
    'spki-sha256': hashOrNull('The only key that may use it; null for any key.'),
    reason: Type.Union([Type.String(), Type.Null()]),
    'created-at': UnixSecondsSchema,
    'created-by': Type.String(),
    'expires-at': UnixSecondsSchema,
    'used-at': neverSeconds,
    'used-by-spki-sha256': hashOrNull('The key that used it.'),
    'revoked-at': neverSeconds,
    'revoked-by': Type.Union([Type.String(), Type.Null()]),
  },
  { $id: 'RekeyPermit' },
);
export type RekeyPermitBody = Static<typeof RekeyPermitSchema>;
