/** The wire shapes of device CAs. */
import { factoryPattern } from '@moorgate/devices';
import { oneOf, UnixSecondsSchema, UuidSchema } from '@moorgate/http';
import { type Static, Type } from 'typebox';

/** The path parameter of one device CA. */
export const DeviceCaParamsSchema = Type.Object({
  id: Type.String({ description: 'The id of a device CA.' }),
});

const enrolmentPolicies = ['open', 'registered', 'approval'] as const;

/** A device CA. */
export const DeviceCaSchema = Type.Object(
  {
    id: UuidSchema,
    subject: Type.String(),
    sha256: Type.String({ description: 'SHA-256 of the certificate, in hexadecimal.' }),
    factory: Type.String(),
    'enrolment-policy': oneOf(enrolmentPolicies),
    'not-before': Type.Integer({ description: 'Unix seconds.' }),
    'not-after': Type.Integer({ description: 'Unix seconds.' }),
    'created-at': UnixSecondsSchema,
    'retired-at': { ...UnixSecondsSchema, description: 'Unix seconds; 0 while it is in use.' },
    'retired-by': Type.Union([Type.String(), Type.Null()], {
      description: 'Null while it is in use, and where its certificate left cas.pem.',
    }),
    'added-by': Type.Union([Type.String(), Type.Null()], {
      description: 'Null where it came with cas.pem, and is retired when it leaves that file.',
    }),
  },
  { $id: 'DeviceCa' },
);
export type DeviceCaBody = Static<typeof DeviceCaSchema>;

/** What may be changed of a device CA. */
export const DeviceCaChangeSchema = Type.Object(
  {
    factory: Type.Optional(Type.String({ pattern: factoryPattern })),
    'enrolment-policy': Type.Optional(oneOf(enrolmentPolicies)),
  },
  { $id: 'DeviceCaChange' },
);

/** A device CA that is added. */
export const DeviceCaRequestSchema = Type.Object(
  {
    certificate: Type.String({
      minLength: 1,
      maxLength: 16_384,
      description: 'One certificate of a CA in PEM (RFC 7468).',
    }),
    factory: Type.Optional(
      Type.String({
        pattern: factoryPattern,
        description: 'The organizational unit (OU) of its subject unless given.',
      }),
    ),
    'enrolment-policy': Type.Optional({
      ...oneOf(enrolmentPolicies),
      description: 'For devices that are not known yet; `open` unless given.',
    }),
  },
  { $id: 'DeviceCaRequest' },
);
